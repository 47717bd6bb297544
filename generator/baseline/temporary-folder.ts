import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new folder for a baseline's files, and the function that removes it. */
export type TemporaryFolder = { readonly path: string; readonly remove: () => void };

/** Makes a folder inside a new folder, so that a search in `..` finds no files of other programs. */
export function temporaryFolder(): TemporaryFolder {
  const outer = mkdtempSync(join(realpathSync(tmpdir()), "dagwire-baseline-"));
  const path = join(outer, "tree");
  mkdirSync(path);
  return { path, remove: () => rmSync(outer, { recursive: true, force: true }) };
}
