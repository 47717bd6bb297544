import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { GeneratedFile } from "../emit/print/statement.js";
import { OutputTexts } from "./output-texts.js";

/** What a folder lacks to match the generated files. */
export type Difference = {
  /** Missing, or with another text. */
  readonly changed: readonly GeneratedFile[];
  /** Names of files that were generated once and are no longer. */
  readonly removed: readonly string[];
  /** Names of files that stand in the way and are not ours. */
  readonly foreign: readonly string[];
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
  return {
    changed: files.filter(({ path, text }) => texts.get(path) !== text),
    removed: present.filter((name) => !wanted.has(name) && isOurs(name)),
    foreign: present.filter((name) => wanted.has(name) && !isOurs(name)),
  };
}
