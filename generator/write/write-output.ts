import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Difference } from "./difference.js";
import type { OutputTexts } from "./output-texts.js";
import { makeFolder } from "./make-folder.js";

/**
 * Applies a difference to a folder. Each text is written to a temporary file, which is then renamed: a reader never
 * sees half a file.
 *
 * @param output records the written texts.
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
