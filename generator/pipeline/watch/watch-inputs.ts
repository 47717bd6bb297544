import { dirname, relative, sep } from "node:path";
import type { FSWatcher } from "chokidar";
import type { InputLog } from "../../load/input-log.js";
import { Burst } from "./burst.js";
import { Interest } from "./interest.js";

/** An editor that saves by renaming removes the file for a moment. */
const atomicSaveMs = 50;

/** Tells which of the files that a run depends on change. */
export type InputWatcher = {
  /** Follows what a run looked at, instead of what was followed before. */
  readonly follow: (inputs: InputLog) => void;
  /** Settles when what was followed first is watched: what changed before has to be looked for. */
  readonly ready: Promise<void>;
  readonly close: () => Promise<void>;
};

/**
 * Watches what {@link InputWatcher.follow} names, absent files and folders included: their parents
 * are watched until they come. Reports once a burst is over.
 *
 * @param root watched itself, down to what is followed; what lies elsewhere is added.
 * @param onChange gets absolute paths, in order of time.
 */
export async function watchInputs(root: string, onChange: (paths: readonly string[]) => void): Promise<InputWatcher> {
  const { watch } = await import("chokidar");
  const interest = new Interest();
  const burst = new Burst(onChange);
  const watcher = watch([], { ignored: (path) => !interest.leadsTo(path), ignoreInitial: true, atomic: atomicSaveMs });
  watcher.on("all", (_event, path) => {
    if (interest.holds(path)) burst.add(path);
  });
  // A folder that vanishes while it is read is seen by its parent.
  watcher.on("error", () => undefined);
  const ready = new Promise<void>((resolve) => {
    watcher.once("ready", resolve);
  });
  return {
    ready,
    follow: (inputs) => follow(root, inputs, interest, watcher),
    close: async () => {
      burst.end();
      await watcher.close();
    },
  };
}

function follow(root: string, inputs: InputLog, interest: Interest, watcher: FSWatcher): void {
  const added = interest.replace(inputs);
  if (added.length > 0) watcher.add([...new Set(added.map((path) => (isInside(root, path) ? root : dirname(path))))]);
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`));
}
