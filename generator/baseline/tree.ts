import type { InputLog } from "../load/input-log.js";

/** The files of a baseline, in a folder of their own. */
export type Tree = {
  /** As findings name the baseline: `git:v1.0.0`, `npm:@acme/dag@1.0.0`, a path. */
  readonly label: string;
  /** Absolute; files may be put here only when they are asked for. */
  readonly folder: string;
  /** Where the folder that `dagwire` runs in stands inside, with slashes; `""` is the tree's root. */
  readonly inside: string;
  /** Paths of its JSON files, relative and with slashes, nearest to the root first. */
  readonly jsonFiles: () => readonly string[];
  /** Puts a file where it belongs, if it has one of that path. */
  readonly provide: (path: string) => boolean;
  /** Puts there what a reading looked for and did not find; false where there was nothing more. */
  readonly provideMissing: (inputs: InputLog) => boolean;
  /** Removes what was put on the disk. */
  readonly dispose: () => void;
};

/** Shallow paths first, then by name. */
export function byDepth(a: string, b: string): number {
  return a.split("/").length - b.split("/").length || (a < b ? -1 : Number(a > b));
}
