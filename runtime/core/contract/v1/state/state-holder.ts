import { isRecord, own } from "../records.js";
import { define, definedKeys, isSame, valueAt } from "./members.js";
import type { StateTarget } from "./state-target.js";

type Container = Record<string, unknown>;

/** Learns which parts of a state change. */
export type StateWatch = {
  /** Called before the value at a path changes. The path may be that of a parent object that a change has to create. */
  readonly beforeChange: (path: readonly string[]) => void;
};

/** The type of the value at a path of property names in a state. `undefined` if the path may be missing. */
export type PartAt<State, Path extends readonly string[]> = Path extends readonly [
  infer Key extends string,
  ...infer Rest extends readonly string[],
]
  ? State extends unknown
    ? Key extends keyof State
      ? PartAt<State[Key], Rest> | (string extends keyof State ? undefined : never)
      : undefined
    : never
  : Path extends readonly []
    ? State
    : unknown;

/**
 * A state that changes in place, so that a change costs what it touches. A value that {@link StateHolder.read} has handed
 * out never changes: a later change copies the objects on its way that were handed out, and no others.
 */
export class StateHolder<State> implements StateTarget<State> {
  #state: unknown;
  /**
   * The objects that only the holder refers to, each with its parent. A copy of the parent is another parent, so an object that
   * was handed out inside its parent no longer counts.
   */
  readonly #parents = new WeakMap<object, object>();
  #watch: StateWatch | undefined;

  /** @param state A state that the holder never changes: it copies an object of this state before the object's first change. */
  constructor(state: State, watch?: StateWatch) {
    this.#state = state;
    this.#watch = watch;
  }

  get state(): State {
    // The generator has checked each step against the schemas of event and state, so the state keeps its type.
    return this.#state as State;
  }

  /** Replaces the watch, which learns of the changes from now on. */
  set watch(watch: StateWatch | undefined) {
    this.#watch = watch;
  }

  /**
   * Returns the value at a path of property names, or `undefined` if the path does not exist. The value never changes. The next
   * change at the path, above or below it copies the object there: this costs time for each of its properties. `[]` is the whole
   * state.
   */
  read<const Path extends readonly string[]>(path: Path): PartAt<State, Path> {
    const value = valueAt(this.#state, path);
    if (typeof value === "object" && value !== null) this.#parents.delete(value);
    return value as PartAt<State, Path>;
  }

  set(path: readonly string[], value: unknown): void {
    if (value === undefined || isSame(valueAt(this.#state, path), value)) return;
    this.#watch?.beforeChange(path);
    this.put(path, value);
  }

  update<Args extends readonly unknown[]>(
    path: readonly string[],
    change: (before: unknown, ...args: Args) => unknown,
    ...args: Args
  ): void {
    this.set(path, change(valueAt(this.#state, path), ...args));
  }

  merge(path: readonly string[], source: unknown): void {
    if (!isRecord(source)) return;
    const before = valueAt(this.#state, path);
    const target = isRecord(before) ? before : {};
    const changed = definedKeys(source).filter((key) => !isSame(own(target, key), source[key]));
    if (target === before && changed.length === 0) return;
    if (target === before) for (const key of changed) this.#watch?.beforeChange([...path, key]);
    const container = this.#ownedAt(path);
    for (const key of changed) define(container, key, source[key]);
  }

  remove(path: readonly string[]): void {
    const key = path.at(-1);
    if (key === undefined || valueAt(this.#state, path) === undefined) return;
    this.#watch?.beforeChange(path);
    delete this.#ownedAt(path.slice(0, -1))[key];
  }

  append(path: readonly string[], item: unknown, limit: number): void {
    if (item === undefined) return;
    this.#watch?.beforeChange(path);
    const key = path.at(-1);
    const parent = key === undefined ? this : this.#ownedAt(path.slice(0, -1));
    const before = valueAt(this.#state, path);
    const isOwned = Array.isArray(before) && this.#parents.get(before) === parent;
    const list: unknown[] = isOwned ? before : Array.isArray(before) ? [...(before as unknown[])] : [];
    list.push(item);
    if (list.length > limit) list.splice(0, list.length - limit);
    if (isOwned) return;
    this.put(path, list);
    this.#parents.set(list, parent);
  }

  /** Puts a value at a path, even if an equal value is there. */
  protected put(path: readonly string[], value: unknown): void {
    const key = path.at(-1);
    if (key === undefined) this.#state = value;
    else define(this.#ownedAt(path.slice(0, -1)), key, value);
  }

  /** Returns the object at a path for a change in place. Copies it and its parents first, unless only the holder refers to them. */
  #ownedAt(path: readonly string[]): Container {
    let container = this.#adopt(this.#state, this);
    this.#state = container;
    for (const [index, key] of path.entries()) {
      const before = own(container, key);
      if (!isRecord(before)) this.#watch?.beforeChange(path.slice(0, index + 1));
      const inner = this.#adopt(before, container);
      if (inner !== before) define(container, key, inner);
      container = inner;
    }
    return container;
  }

  #adopt(value: unknown, parent: object): Container {
    if (isRecord(value) && this.#parents.get(value) === parent) return value;
    const copy: Container = isRecord(value) ? { ...value } : {};
    this.#parents.set(copy, parent);
    return copy;
  }
}
