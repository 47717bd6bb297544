import type { StateWatch } from "./state-holder.js";

/** Collects the paths that changes of a state touch. */
export class TouchedPaths implements StateWatch {
  readonly #paths = new Map<string, readonly string[]>();

  beforeChange(path: readonly string[]): void {
    this.#paths.set(pointerTo(path), path);
  }

  get paths(): readonly (readonly string[])[] {
    return [...this.#paths.values()];
  }

  clear(): void {
    this.#paths.clear();
  }

  /** Returns the touched paths as JSON Pointers, none of which is below another, and forgets them. */
  take(): readonly string[] {
    const pointers = topmost(this.paths, this.#paths);
    this.clear();
    return pointers;
  }
}

/** Returns the JSON Pointers to those paths that are not below a pointer of `among`. */
export function topmost(paths: readonly (readonly string[])[], among: { readonly has: (pointer: string) => boolean }): readonly string[] {
  return paths.filter((path) => !pointersAbove(path).some((pointer) => among.has(pointer))).map(pointerTo);
}

/** Returns the JSON Pointers to all parents of a path, from the whole state down. */
export function pointersAbove(path: readonly string[]): string[] {
  const pointers: string[] = [];
  let pointer = "";
  for (const key of path) {
    pointers.push(pointer);
    pointer += tokenOf(key);
  }
  return pointers;
}

/** Returns a path of property names as a JSON Pointer (RFC 6901). */
export function pointerTo(path: readonly string[]): string {
  let pointer = "";
  for (const key of path) pointer += tokenOf(key);
  return pointer;
}

function tokenOf(key: string): string {
  return `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
