import type { StateWatch } from "./state-holder.js";

type Path = readonly string[];

/** Paths by their JSON Pointers. */
export type PathMap = ReadonlyMap<string, Path>;

/** Collects the paths that changes of a state touch. */
export class TouchedPaths implements StateWatch {
  #paths = new Map<string, Path>();

  beforeChange(path: Path): void {
    this.#paths.set(pointerTo(path), path);
  }

  /** Returns the touched paths and forgets them. */
  take(): PathMap {
    const paths = this.#paths;
    this.#paths = new Map();
    return paths;
  }
}

/** Returns JSON Pointers to those paths that are below no other one. */
export function topmost(paths: PathMap): readonly string[] {
  return [...paths].flatMap(([pointer, path]) => (pointersAbove(path).some((above) => paths.has(above)) ? [] : [pointer]));
}

/** Returns the JSON Pointers to all parents of a path, from the whole state down. */
export function pointersAbove(path: Path): readonly string[] {
  let pointer = "";
  return path.map((key) => {
    const above = pointer;
    pointer += tokenOf(key);
    return above;
  });
}

/** Returns a path of property names as a JSON Pointer (RFC 6901). */
export function pointerTo(path: Path): string {
  let pointer = "";
  for (const key of path) pointer += tokenOf(key);
  return pointer;
}

function tokenOf(key: string): string {
  return /[~/]/.test(key) ? `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}` : `/${key}`;
}
