import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new folder for a baseline's files, and how to remove it. */
export type TemporaryFolder = { readonly path: string; readonly remove: () => void };

/** One level down, so that a search beside a schema finds nothing of others. */
export function temporaryFolder(): TemporaryFolder {
  const outer = mkdtempSync(join(realpathSync(tmpdir()), "dagwire-baseline-"));
  const path = join(outer, "tree");
  mkdirSync(path);
  return { path, remove: () => rmSync(outer, { recursive: true, force: true }) };
}
