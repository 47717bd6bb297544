import { posix, resolve } from "node:path";

/** A folder whose listing decides what is read. */
export type InputFolder = {
  readonly path: string;
  /** True if the folders below count too. */
  readonly isDeep: boolean;
};

/**
 * Records the files and folders that a run looked at. If none of them changes, the output stays the same.
 * A watcher watches them, and a later run compares them.
 */
export class InputLog {
  readonly #files = new Set<string>();
  readonly #folders = new Map<string, boolean>();

  /** Absolute paths of files that were read or looked for. Some may not exist. */
  get files(): readonly string[] {
    return [...this.#files];
  }

  /** Folders that were searched. */
  get folders(): readonly InputFolder[] {
    return [...this.#folders].map(([path, isDeep]) => ({ path, isDeep }));
  }

  /** Records a file that is read, or whose existence matters. */
  file(path: string): void {
    this.#files.add(path);
  }

  /** Records a folder that is searched. */
  folder(path: string, isDeep: boolean): void {
    this.#folders.set(path, isDeep || this.#folders.get(path) === true);
  }

  /** Records the folder that a pattern searches: the segments before the first one with a special character. */
  pattern(pattern: string, folder: string): void {
    const segments = pattern.split(posix.sep);
    const first = segments.findIndex((segment) => /[*?{}[\]()!]/.test(segment));
    const fixed = segments.slice(0, first === -1 ? -1 : first);
    this.folder(resolve(folder, ...fixed), first !== segments.length - 1 || segments.includes("**"));
  }

  /** Adds the files and folders of another log. */
  include(other: InputLog): void {
    for (const path of other.#files) this.#files.add(path);
    for (const [path, isDeep] of other.#folders) this.folder(path, isDeep);
  }
}
