import { dirname, relative, sep } from "node:path";
import type { FSWatcher } from "chokidar";
import type { InputLog } from "../../load/input-log.js";
import { Burst } from "./burst.js";
import { Interest } from "./interest.js";

/**
 * If a file is absent for at most this many milliseconds, its removal is not reported: some editors save by removing and
 * renaming the file.
 */
const atomicSaveMs = 50;

/** Reports changes of the files that a run depends on. */
export type InputWatcher = {
  /** Watches the files and folders on which a new run depends, instead of those of the run before. */
  readonly follow: (inputs: InputLog) => void;
  /** Resolves when the watcher watches the first inputs. It does not report earlier changes. */
  readonly ready: Promise<void>;
  readonly close: () => Promise<void>;
};

/**
 * Watches the files and folders that are passed to {@link InputWatcher.follow}. For an absent file or folder, watches the
 * folder above until it appears. Reports each burst of changes once, when the burst ends.
 *
 * @param root a folder that contains most inputs and is watched as a whole. For an input elsewhere, its folder is watched.
 * @param onChange gets absolute paths, in the order of their changes.
 */
export async function watchInputs(root: string, onChange: (paths: readonly string[]) => void): Promise<InputWatcher> {
  const { watch } = await import("chokidar");
  const interest = new Interest();
  const burst = new Burst(onChange);
  const watcher = watch([], { ignored: (path) => !interest.leadsTo(path), ignoreInitial: true, atomic: atomicSaveMs });
  watcher.on("all", (_event, path) => {
    if (interest.holds(path)) burst.add(path);
  });
  // An error occurs if a folder is removed while the watcher reads it. The watcher of the folder above reports the removal.
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
