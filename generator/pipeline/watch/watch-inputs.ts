import { dirname, relative, sep } from "node:path";
import type { FSWatcher } from "chokidar";
import type { InputLog } from "../../load/input-log.js";
import { Burst } from "./burst.js";
import { Interest } from "./interest.js";

/** The longest time for which a file may be absent: some editors save by removing and renaming it. */
const atomicSaveMs = 50;

/** Reports changes of the files that a run depends on. */
export type InputWatcher = {
  /** Watches the inputs of a run instead of those of the run before. */
  readonly follow: (inputs: InputLog) => void;
  /** Resolves when the first inputs are watched. Earlier changes are not reported. */
  readonly ready: Promise<void>;
  readonly close: () => Promise<void>;
};

/**
 * Watches the inputs of {@link InputWatcher.follow}, also absent files and folders: it watches their parents until they
 * appear. Reports each burst of changes once, when it ends.
 *
 * @param root a folder that is watched as a whole, down to the inputs. Inputs elsewhere are watched one by one.
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
  // If a folder vanishes while it is read, its parent reports the change.
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
