import { dirname, sep } from "node:path";
import type { InputLog } from "../../load/input-log.js";

/** The watched files and folders, and the folders that lead to them. */
export class Interest {
  #files = new Set<string>();
  #folders = new Map<string, boolean>();
  #parents = new Set<string>();

  /**
   * Watches the inputs of a run instead of those of the run before.
   *
   * @returns the paths that were not watched before.
   */
  replace({ files, folders }: InputLog): string[] {
    const all = [...files, ...folders.map(({ path }) => path)];
    const added = all.filter((path) => !this.#files.has(path) && !this.#folders.has(path));
    this.#files = new Set(files);
    this.#folders = new Map(folders.map(({ path, isDeep }) => [path, isDeep]));
    // Most files have the same folder, so each folder is split once.
    const nearest = new Set(all.map((path) => dirname(path)));
    this.#parents = new Set([...nearest].flatMap((folder) => [folder, ...parentsOf(folder)]));
    return added;
  }

  /** Returns true if a change of the path may change the output. */
  holds(path: string): boolean {
    return this.#files.has(path) || this.#folders.has(path) || this.#isInFolder(path);
  }

  /** Returns true for a watched path, and for the folders above it. */
  leadsTo(path: string): boolean {
    return this.#parents.has(path) || this.holds(path);
  }

  #isInFolder(path: string): boolean {
    if (path.includes(`${sep}node_modules${sep}`) || path.endsWith(`${sep}node_modules`)) return false;
    if (this.#folders.has(dirname(path))) return true;
    return parentsOf(path).some((parent) => this.#folders.get(parent) === true);
  }
}

function parentsOf(path: string): string[] {
  const parents: string[] = [];
  for (let parent = dirname(path); parents.at(-1) !== parent; parent = dirname(parent)) parents.push(parent);
  return parents;
}
