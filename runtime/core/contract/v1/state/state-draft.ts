import { equals } from "../equality.js";
import { isRecord, own } from "../records.js";
import { define, definedKeys, valueAt } from "./members.js";

/** A state after some events, and the parts that the events have changed. */
export type StateChange<State> = {
  /**
   * The new state. Parts that no event has changed are the same objects as before. If no part has changed, the whole state is the
   * same object, too.
   */
  readonly state: State;
  /** JSON Pointers to the parts that changed. None of them is below another. */
  readonly touched: readonly string[];
};

type Container = Record<string, unknown>;

/**
 * A state while events change it. The draft copies an object at its first change only, so that a burst of events costs
 * only the objects that it changes. A method whose value, source or item is `undefined` does nothing.
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

  /** The state so far. Later changes mutate this object. {@link StateDraft.finish} returns a state that no later change mutates. */
  get state(): State {
    // The generator has checked each step against the schemas of event and state, so the state keeps its type.
    return this.#state as State;
  }

  /** Sets the value at a path. Creates missing parent objects. */
  set(path: readonly string[], value: unknown): void {
    if (value === undefined || equals(valueAt(this.#state, path), value)) return;
    this.#put(path, value);
    this.#touch(path);
  }

  /** Copies each property of the source into the object at a path. Creates the object if it is missing. */
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

  /** Removes the value at a path, if there is one. */
  remove(path: readonly string[]): void {
    const key = path.at(-1);
    if (key === undefined || valueAt(this.#state, path) === undefined) return;
    delete this.#ownedAt(path.slice(0, -1))[key];
    this.#touch(path);
  }

  /** Appends an item to the list at a path. Creates the list if it is missing. Drops the oldest items beyond `limit`. */
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

  /** Returns a state that no later change mutates, and the parts changed since the last call. The draft can change further. */
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

  /** Restores the earlier objects on a path, if events have changed its value and then changed it back. */
  #restore(path: readonly string[], parents: ReadonlySet<string>): void {
    const length = pointersAbove(path).findIndex((pointer) => !parents.has(pointer));
    const equal = length === -1 ? path : path.slice(0, length);
    const before = valueAt(this.#before, equal);
    if (before !== undefined) this.#put(equal, before);
  }

  #put(path: readonly string[], value: unknown): void {
    const key = path.at(-1);
    if (key === undefined) this.#state = value;
    else define(this.#ownedAt(path.slice(0, -1)), key, value);
  }

  /** Returns the object at a path for a change in place. Copies it and its parents first, unless the draft has already copied them. */
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

/** Returns the JSON Pointers to all parents of a path, from the whole state down. */
function pointersAbove(path: readonly string[]): string[] {
  return path.map((_key, length) => pointerTo(path.slice(0, length)));
}

/** Returns a path of property names as a JSON Pointer (RFC 6901). */
function pointerTo(path: readonly string[]): string {
  return path.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
