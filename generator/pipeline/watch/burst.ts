import { statSync } from "node:fs";

/** Files change in bursts: an editor writes several, git a whole tree. */
const quietMs = 30;
/** chokidar drops what changes again within 50 ms. */
const secondLookMs = 80;

/** Collects paths until none has come for a while. */
export class Burst {
  readonly #onEnd: (paths: readonly string[]) => void;
  #paths = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  readonly #looks = new Set<NodeJS.Timeout>();

  /** @param onEnd gets the paths of one burst, each once. */
  constructor(onEnd: (paths: readonly string[]) => void) {
    this.#onEnd = onEnd;
  }

  /** Notes a path, and waits for more. */
  add(path: string): void {
    this.#paths.add(path);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#flush(), quietMs);
  }

  /** Forgets what was collected. */
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
