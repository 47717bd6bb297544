import { posix, resolve } from "node:path";

/** A folder whose listing decides what is read. */
export type InputFolder = {
  readonly path: string;
  /** True where the folders below count too. */
  readonly isDeep: boolean;
};

/**
 * What a run looked at: as long as all of it stays as it was, so does the output. A watcher follows
 * it, and a later run compares it.
 */
export class InputLog {
  readonly #files = new Set<string>();
  readonly #folders = new Map<string, boolean>();

  /** Absolute paths that were read or looked for; some may not exist. */
  get files(): readonly string[] {
    return [...this.#files];
  }

  /** Folders that were searched. */
  get folders(): readonly InputFolder[] {
    return [...this.#folders].map(([path, isDeep]) => ({ path, isDeep }));
  }

  /** Notes a file that is read, or whose presence matters. */
  file(path: string): void {
    this.#files.add(path);
  }

  /** Notes a folder that is searched. */
  folder(path: string, isDeep: boolean): void {
    this.#folders.set(path, isDeep || this.#folders.get(path) === true);
  }

  /** Notes the folder that a pattern searches: the part before its first special character. */
  pattern(pattern: string, folder: string): void {
    const segments = pattern.split(posix.sep);
    const first = segments.findIndex((segment) => /[*?{}[\]()!]/.test(segment));
    const fixed = segments.slice(0, first === -1 ? -1 : first);
    this.folder(resolve(folder, ...fixed), first !== segments.length - 1 || segments.includes("**"));
  }

  /** Takes over what another log holds. */
  include(other: InputLog): void {
    for (const path of other.#files) this.#files.add(path);
    for (const [path, isDeep] of other.#folders) this.folder(path, isDeep);
  }
}
