import { statSync } from "node:fs";

/** A burst of changes ends after this many milliseconds without a change. An editor writes several files at once, git many. */
const quietMs = 30;
/** Milliseconds after which each changed file is checked a second time: chokidar does not report a second change within 50 ms. */
const secondLookMs = 80;

/** Collects changed paths until the burst of changes ends. */
export class Burst {
  readonly #onEnd: (paths: readonly string[]) => void;
  #paths = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  readonly #looks = new Set<NodeJS.Timeout>();

  /** @param onEnd gets the changed paths of one burst, each path once. */
  constructor(onEnd: (paths: readonly string[]) => void) {
    this.#onEnd = onEnd;
  }

  /** Adds a changed path, and starts to wait again for the end of the burst. */
  add(path: string): void {
    this.#paths.add(path);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#flush(), quietMs);
  }

  /** Forgets the collected paths, and stops all timers. */
  end(): void {
    clearTimeout(this.#timer);
    for (const look of this.#looks) clearTimeout(look);
    this.#paths.clear();
  }

  #flush(): void {
    const paths = [...this.#paths];
    this.#paths = new Set();
    this.#lookAgain(new Map(paths.map((path) => [path, versionOf(path)])));
    this.#onEnd(paths);
  }

  #lookAgain(versions: ReadonlyMap<string, string>): void {
    const look = setTimeout(() => {
      this.#looks.delete(look);
      for (const [path, version] of versions) if (versionOf(path) !== version) this.add(path);
    }, secondLookMs);
    this.#looks.add(look);
  }
}

function versionOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? "absent" : `${stat.mtimeMs} ${stat.size} ${stat.ino}`;
}
