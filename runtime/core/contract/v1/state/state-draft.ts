import { equals } from "../equality.js";
import { isRecord, own } from "../records.js";
import { define, definedKeys, valueAt } from "./members.js";

/** What events made of a state. */
export type StateChange<State> = {
  /** The new state: what no event touched is the same object as before. The same as before where nothing changed. */
  readonly state: State;
  /** JSON Pointers to what differs now, none of them below another. */
  readonly touched: readonly string[];
};

type Container = Record<string, unknown>;

/**
 * A state while events change it. Objects on the way to a change are copied the first time that
 * they are met, and only then, so a burst of events costs as much as what it touches. A step whose
 * source is `undefined` does nothing.
 */
export class StateDraft<State> {
  #before: State;
  #state: unknown;
  readonly #owned = new Set<unknown>();
  readonly #touched = new Map<string, readonly string[]>();

  constructor(state: State) {
    this.#before = state;
    this.#state = state;
  }

  /** The state as it is so far. It is changed in place: do not keep it, {@link StateDraft.finish} gives the one to keep. */
  get state(): State {
    // Steps keep the state within its type: the generator checks each against both schemas.
    return this.#state as State;
  }

  /** Puts a value at a path; objects that are missing on the way are made. */
  set(path: readonly string[], value: unknown): void {
    if (value === undefined || equals(valueAt(this.#state, path), value)) return;
    this.#put(path, value);
    this.#touch(path);
  }

  /** Puts each property that the source has into the object at a path, which is made if it is missing. */
  merge(path: readonly string[], source: unknown): void {
    if (!isRecord(source)) return;
    const before = valueAt(this.#state, path);
    const target = isRecord(before) ? before : {};
    const changed = definedKeys(source).filter((key) => !equals(own(target, key), source[key]));
    if (target === before && changed.length === 0) return;
    const copy = this.#ownedAt(path);
    for (const key of changed) define(copy, key, source[key]);
    if (target === before) for (const key of changed) this.#touch([...path, key]);
  }

  /** Takes away what stands at a path, if something does. */
  remove(path: readonly string[]): void {
    const key = path.at(-1);
    if (key === undefined || valueAt(this.#state, path) === undefined) return;
    delete this.#ownedAt(path.slice(0, -1))[key];
    this.#touch(path);
  }

  /** Adds an item to the list at a path, which is made if it is missing; of more than `limit` items the oldest go. */
  append(path: readonly string[], item: unknown, limit: number): void {
    if (item === undefined) return;
    const before = valueAt(this.#state, path);
    const list: unknown[] = Array.isArray(before) ? (this.#owned.has(before) ? before : [...(before as unknown[])]) : [];
    list.push(item);
    if (list.length > limit) list.splice(0, list.length - limit);
    if (list !== before) this.#put(path, list);
    this.#owned.add(list);
    this.#touch(path);
  }

  /** Gives the state, which is never changed again, and what differs since the last time. The draft goes on from there. */
  finish(): StateChange<State> {
    const paths = [...this.#touched.values()];
    const differing = new Map(this.#differing(paths).map((path) => [pointerTo(path), path]));
    const ways = new Set([...differing.values()].flatMap(pointersAbove));
    const isInside = (path: readonly string[]): boolean => pointersAbove(path).some((pointer) => differing.has(pointer));
    for (const path of paths) if (!differing.has(pointerTo(path)) && !isInside(path)) this.#restore(path, ways);
    this.#owned.clear();
    this.#touched.clear();
    this.#before = this.state;
    return { state: this.#before, touched: [...differing].flatMap(([pointer, path]) => (isInside(path) ? [] : [pointer])) };
  }

  #differing(paths: readonly (readonly string[])[]): (readonly string[])[] {
    return paths.filter((path) => !equals(valueAt(this.#before, path), valueAt(this.#state, path)));
  }

  /** What changed and changed back is the object that it was, as far up as nothing else differs. */
  #restore(path: readonly string[], ways: ReadonlySet<string>): void {
    const length = pointersAbove(path).findIndex((pointer) => !ways.has(pointer));
    const equal = length === -1 ? path : path.slice(0, length);
    const before = valueAt(this.#before, equal);
    if (before !== undefined) this.#put(equal, before);
  }

  #put(path: readonly string[], value: unknown): void {
    const key = path.at(-1);
    if (key === undefined) this.#state = value;
    else define(this.#ownedAt(path.slice(0, -1)), key, value);
  }

  /** The object at a path as one that may be changed: a copy, unless it was copied before. */
  #ownedAt(path: readonly string[]): Container {
    let container = this.#adopt(this.#state);
    this.#state = container;
    for (const [index, key] of path.entries()) {
      const before = own(container, key);
      const inner = this.#adopt(before);
      if (!isRecord(before)) this.#touch(path.slice(0, index + 1));
      define(container, key, inner);
      container = inner;
    }
    return container;
  }

  #adopt(value: unknown): Container {
    if (this.#owned.has(value)) return value as Container;
    const copy: Container = isRecord(value) ? { ...value } : {};
    this.#owned.add(copy);
    return copy;
  }

  #touch(path: readonly string[]): void {
    this.#touched.set(pointerTo(path), path);
  }
}

/** The pointers to all that holds what a path leads to, from the whole state down. */
function pointersAbove(path: readonly string[]): string[] {
  return path.map((_key, length) => pointerTo(path.slice(0, length)));
}

/** A JSON Pointer (RFC 6901). */
function pointerTo(path: readonly string[]): string {
  return path.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
