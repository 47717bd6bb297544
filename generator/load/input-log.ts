import { posix, resolve } from "node:path";

/**
 * A folder in which the generator looked for files. A new or removed file in the folder can change what the generator
 * reads.
 */
export type InputFolder = {
  readonly path: string;
  /** True if the generator also looked in the folders below this one. */
  readonly isDeep: boolean;
};

/**
 * Records the files and folders that a run of the generator looked at. If none of them changes, the output of the next
 * run stays the same. `--watch` watches them, and a later run checks if they have changed.
 */
export class InputLog {
  readonly #files = new Set<string>();
  readonly #folders = new Map<string, boolean>();

  /** The absolute paths of files that a run read or looked for. A file may be missing on the disk. */
  get files(): readonly string[] {
    return [...this.#files];
  }

  /** The folders in which a run looked for files. */
  get folders(): readonly InputFolder[] {
    return [...this.#folders].map(([path, isDeep]) => ({ path, isDeep }));
  }

  /** Records a file that a run reads, or looks for without finding it. */
  file(path: string): void {
    this.#files.add(path);
  }

  /** Records a folder in which a run looks for files. */
  folder(path: string, isDeep: boolean): void {
    this.#folders.set(path, isDeep || this.#folders.get(path) === true);
  }

  /**
   * Records the folder that a search for a file pattern begins in: the path segments before the first segment with a
   * special character such as `*`.
   */
  pattern(pattern: string, folder: string): void {
    const segments = pattern.split(posix.sep);
    const first = segments.findIndex((segment) => /[*?{}[\]()!]/.test(segment));
    const fixed = segments.slice(0, first === -1 ? -1 : first);
    this.folder(resolve(folder, ...fixed), first !== segments.length - 1 || segments.includes("**"));
  }

  /** Adds the files and folders of another {@link InputLog}. */
  include(other: InputLog): void {
    for (const path of other.#files) this.#files.add(path);
    for (const [path, isDeep] of other.#folders) this.folder(path, isDeep);
  }
}
