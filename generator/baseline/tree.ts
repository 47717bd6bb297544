import type { InputLog } from "../load/input-log.js";
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The files of a baseline, which are or can be made available in a folder. */
export type Tree = {
  /** The name of the baseline in findings: `git:v1.0.0`, `npm:@acme/dag@1.0.0`, a path. */
  readonly label: string;
  /** The absolute path of the folder. The tree of a git commit writes a file into it only when `provide` is called. */
  readonly folder: string;
  /**
   * The path, inside the tree, of the folder in which `dagwire` runs, with slashes. It is `""` if `dagwire` runs in the
   * root.
   */
  readonly inside: string;
  /**
   * Returns the paths of the baseline's JSON files, relative to `folder` and with slashes. Paths with fewer folders
   * come first.
   */
  readonly jsonFiles: () => readonly string[];
  /** Makes a file available in the folder. Returns false if the baseline has no file with the path. */
  readonly provide: (path: string) => boolean;
  /**
   * Makes the files available that the loader looked for and did not find. Returns false if the baseline has none of
   * them.
   */
  readonly provideMissing: (inputs: InputLog) => boolean;
  /** Removes the temporary files of the tree. */
  readonly dispose: () => void;
};

/** Compares paths: fewer folders first, then by name. */
export function byDepth(a: string, b: string): number {
  return a.split("/").length - b.split("/").length || (a < b ? -1 : Number(a > b));
}

/** Thrown if a baseline cannot be read. The message says which baseline, why, and what to do. */
export class BaselineError extends Error {
  override readonly name = "BaselineError";
  /** True if the baseline can be read, but contains no protocol. */
  readonly isAbsent: boolean;

  constructor(message: string, isAbsent = false) {
    super(message);
    this.isAbsent = isAbsent;
  }
}

/** A new folder for the files of a baseline. `remove` deletes the folder. */
export type TemporaryFolder = { readonly path: string; readonly remove: () => void };

/** Creates a folder inside another new folder, so that a search for files in `..` finds no files of other programs. */
export function temporaryFolder(): TemporaryFolder {
  const outer = mkdtempSync(join(realpathSync(tmpdir()), "dagwire-baseline-"));
  const path = join(outer, "tree");
  mkdirSync(path);
  return { path, remove: () => rmSync(outer, { recursive: true, force: true }) };
}
