import type { StateWatch } from "./state-holder.js";

type Path = readonly string[];

/** Collects the paths that changes of a state touch. */
export class TouchedPaths implements StateWatch {
  readonly #paths = new Map<string, Path>();

  beforeChange(path: Path): void {
    this.#paths.set(pointerTo(path), path);
  }

  /** Returns the touched paths and forgets them. */
  take(): readonly Path[] {
    const paths = [...this.#paths.values()];
    this.#paths.clear();
    return paths;
  }
}

/** Returns JSON Pointers to those paths that are below no other one. */
export function topmost(paths: readonly Path[]): readonly string[] {
  const pointers = new Set(paths.map(pointerTo));
  const isInside = (path: Path): boolean => path.length > 0 && pointersTo(path.slice(0, -1)).some((pointer) => pointers.has(pointer));
  return paths.filter((path) => !isInside(path)).map(pointerTo);
}

/** Returns the JSON Pointers to a path and to all its parents, from the whole state down. */
export function pointersTo(path: Path): readonly string[] {
  return [0, ...path].map((_key, length) => pointerTo(path.slice(0, length)));
}

/** Returns a path of property names as a JSON Pointer (RFC 6901). */
export function pointerTo(path: Path): string {
  return path.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
