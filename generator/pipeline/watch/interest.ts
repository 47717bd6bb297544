import { dirname, sep } from "node:path";
import type { InputLog } from "../../load/input-log.js";

/** The files and folders on which the last run depends, and the folders above them. */
export class Interest {
  #files = new Set<string>();
  #folders = new Map<string, boolean>();
  #parents = new Set<string>();

  /**
   * Replaces the files and folders by those on which a new run depends.
   *
   * @returns the paths that are new.
   */
  replace({ files, folders }: InputLog): string[] {
    const all = [...files, ...folders.map(({ path }) => path)];
    const added = all.filter((path) => !this.#files.has(path) && !this.#folders.has(path));
    this.#files = new Set(files);
    this.#folders = new Map(folders.map(({ path, isDeep }) => [path, isDeep]));
    // Most files are in the same folder, so the folders above each folder are collected only once.
    const nearest = new Set(all.map((path) => dirname(path)));
    this.#parents = new Set([...nearest].flatMap((folder) => [folder, ...parentsOf(folder)]));
    return added;
  }

  /** Returns true if a change of a path may change the generated files. */
  holds(path: string): boolean {
    return this.#files.has(path) || this.#folders.has(path) || this.#isInFolder(path);
  }

  /** Returns true for a path whose change may change the generated files, and for every folder above such a path. */
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
