import { isSame, valueAt } from "./members.js";
import { StateHolder } from "./state-holder.js";
import { pointersAbove, topmost, TouchedPaths } from "./touched-paths.js";

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

/**
 * A state while events change it. The draft copies an object at its first change only, so that a burst of events costs
 * only the objects that it changes. {@link StateDraft.finish} returns a state that no later change mutates.
 */
export class StateDraft<State> extends StateHolder<State> {
  #before: State;
  readonly #touched: TouchedPaths;

  constructor(state: State) {
    const touched = new TouchedPaths();
    super(state, touched);
    this.#before = state;
    this.#touched = touched;
  }

  /** Returns a state that no later change mutates, and the parts changed since the last call. The draft can change further. */
  finish(): StateChange<State> {
    const paths = this.#touched.take();
    const differing = new Map([...paths].filter(([, path]) => !isSame(valueAt(this.#before, path), valueAt(this.state, path))));
    const ways = new Set([...differing.values()].flatMap(pointersAbove));
    for (const [pointer, path] of paths)
      if (![...pointersAbove(path), pointer].some((place) => differing.has(place))) this.#restore(path, ways);
    this.#before = this.read([]);
    return { state: this.#before, touched: topmost(differing) };
  }

  /** Restores the earlier objects on a path, if events have changed its value and then changed it back. */
  #restore(path: readonly string[], ways: ReadonlySet<string>): void {
    const length = pointersAbove(path).findIndex((pointer) => !ways.has(pointer));
    const equal = length === -1 ? path : path.slice(0, length);
    const before = valueAt(this.#before, equal);
    if (before !== undefined) this.put(equal, before);
  }
}
