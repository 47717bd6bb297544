import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Difference } from "./difference.js";
import type { OutputTexts } from "./output-texts.js";
import { makeFolder } from "./make-folder.js";

/**
 * Makes a folder match. Each file is written beside its place and renamed, so that a reader never
 * sees half of it.
 *
 * @param output is told what is written.
 * @throws the file system's error, with its code.
 */
export function writeOutput(folder: string, { changed, removed }: Difference, output: OutputTexts): void {
  if (changed.length > 0) makeFolder(folder);
  for (const { path, text } of changed) {
    const target = join(folder, path);
    const draft = `${target}.${process.pid}.tmp`;
    writeFileSync(draft, text);
    renameSync(draft, target);
    output.wrote(target, text);
  }
  for (const name of removed) rmSync(join(folder, name));
}
