import { statSync } from "node:fs";

/** A burst ends after this time without a change. An editor writes several files at once, git a whole tree. */
const quietMs = 30;
/** The time of a second look at each file: chokidar drops a second change within 50 ms. */
const secondLookMs = 80;

/** Collects changed paths until the burst of changes ends. */
export class Burst {
  readonly #onEnd: (paths: readonly string[]) => void;
  #paths = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  readonly #looks = new Set<NodeJS.Timeout>();

  /** @param onEnd gets the paths of one burst, each once. */
  constructor(onEnd: (paths: readonly string[]) => void) {
    this.#onEnd = onEnd;
  }

  /** Adds a path, and waits for more. */
  add(path: string): void {
    this.#paths.add(path);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#flush(), quietMs);
  }

  /** Drops the collected paths, and stops waiting. */
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
