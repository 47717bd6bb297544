import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { GeneratedFile } from "../emit/print/statement.js";
import { contractPathOf01 } from "../base/contract-path.js";
import { OutputTexts } from "./output-texts.js";

/** An import that only generated files of dagwire 0.1 have. */
const importOf01 = `from "${contractPathOf01}";`;

/** The differences between an output folder and the files that `generate` would write. */
export type Difference = {
  /** The generated files that are missing in the folder or have another text there. */
  readonly changed: readonly GeneratedFile[];
  /** The names of files in the folder that dagwire generated earlier and no longer generates. */
  readonly removed: readonly string[];
  /** The names of files in the folder that dagwire did not write and would have to overwrite. */
  readonly foreign: readonly string[];
  /** True if dagwire 0.1 generated one of the files that differ. */
  readonly isOld: boolean;
};

/**
 * Compares an output folder with the files that `generate` would write. A file counts as written by dagwire only if it
 * begins with dagwire's header.
 * @param output caches the texts of files that were read or written before.
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
  // A folder with the name of a generated file counts as foreign, like a file without dagwire's header.
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
