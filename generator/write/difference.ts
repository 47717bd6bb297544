import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { GeneratedFile } from "../emit/print/statement.js";
import { contractPathOf01 } from "../base/contract-path.js";
import { OutputTexts } from "./output-texts.js";

/** What generated files of dagwire 0.1 import, and no later ones. */
const importOf01 = `from "${contractPathOf01}";`;

/** What a folder lacks to match the generated files. */
export type Difference = {
  /** Missing, or with another text. */
  readonly changed: readonly GeneratedFile[];
  /** Names of files that were generated once and are no longer. */
  readonly removed: readonly string[];
  /** Names of files that stand in the way and are not ours. */
  readonly foreign: readonly string[];
  /** True where files that differ are of dagwire 0.1. */
  readonly isOld: boolean;
};

/**
 * Compares a folder with what it should hold. Only files with the header count as ours.
 *
 * @param output what is known of the folder from before.
 */
export function compareOutput(
  folder: string,
  files: readonly GeneratedFile[],
  headerStart: string,
  output: OutputTexts = new OutputTexts(),
): Difference {
  const wanted = new Set(files.map(({ path }) => path));
  const entries = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }).filter(({ name }) => name.endsWith(".ts")) : [];
  const present = entries.map(({ name }) => name);
  // A folder of that name is somebody else's, like a file without the header.
  const readable = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  const texts = new Map(readable.map((name) => [name, output.read(join(folder, name))]));
  const isOurs = (name: string): boolean => texts.get(name)?.startsWith(headerStart) === true;
  const changed = files.filter(({ path, text }) => texts.get(path) !== text);
  return {
    changed,
    isOld: changed.some(({ path }) => isOurs(path) && texts.get(path)?.includes(importOf01) === true),
    removed: present.filter((name) => !wanted.has(name) && isOurs(name)),
    foreign: present.filter((name) => wanted.has(name) && !isOurs(name)),
  };
}
