import type { InputLog } from "../load/input-log.js";
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The files of a baseline in a folder. */
export type Tree = {
  /** Name of the baseline in findings: `git:v1.0.0`, `npm:@acme/dag@1.0.0`, a path. */
  readonly label: string;
  /** Absolute path of the folder. Some trees write a file here only when `provide` asks for it. */
  readonly folder: string;
  /** Path inside the tree of the folder in which `dagwire` runs, with slashes. `""` is the tree's root. */
  readonly inside: string;
  /** Lists the paths of the JSON files, relative and with slashes, nearest to the root first. */
  readonly jsonFiles: () => readonly string[];
  /** Makes a file available in the folder. Returns false if the baseline has no file of that path. */
  readonly provide: (path: string) => boolean;
  /** Makes files available that the reader looked for and did not find. Returns false if none was added. */
  readonly provideMissing: (inputs: InputLog) => boolean;
  /** Removes the temporary files. */
  readonly dispose: () => void;
};

/** Compares paths: fewer folders first, then by name. */
export function byDepth(a: string, b: string): number {
  return a.split("/").length - b.split("/").length || (a < b ? -1 : Number(a > b));
}

/** Thrown if a baseline cannot be read. The message names the baseline, says why, and what to do. */
export class BaselineError extends Error {
  override readonly name = "BaselineError";
  /** True if the baseline can be read, but holds no protocol at all. */
  readonly isAbsent: boolean;

  constructor(message: string, isAbsent = false) {
    super(message);
    this.isAbsent = isAbsent;
  }
}

/** A new folder for a baseline's files, and the function that removes it. */
export type TemporaryFolder = { readonly path: string; readonly remove: () => void };

/** Makes a folder inside a new folder, so that a search in `..` finds no files of other programs. */
export function temporaryFolder(): TemporaryFolder {
  const outer = mkdtempSync(join(realpathSync(tmpdir()), "dagwire-baseline-"));
  const path = join(outer, "tree");
  mkdirSync(path);
  return { path, remove: () => rmSync(outer, { recursive: true, force: true }) };
}
