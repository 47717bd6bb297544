import { ageOf } from "../../runtime/core/delivery/shared-snapshot.js";
import type { StateHolder } from "../../runtime/core/contract/v1/state/state-holder.js";
import { isLater } from "../../runtime/core/log/position.js";
import type { LogSnapshot } from "../../runtime/core/log/stream-log.js";
import { PastState } from "../../runtime/server/stream/past-state.js";
import { TextWriter } from "../../runtime/server/stream/state-sink.js";
import type { Sum } from "./history.js";
import type { World } from "./world.js";

/** The state of one stream, as its engine keeps it. */
export type SimState = { readonly holder: StateHolder<Sum>; readonly at: string; readonly taken: number };

type Newest = { readonly snapshot: LogSnapshot; readonly taken: number };

/** A client that is more events behind than this gets the state. */
export const maxReplayEvents = 10;

/** The snapshots for the newcomers of a stream. One is made value by value, and events may come between two values. */
export class SimSnapshots {
  readonly #world: World;
  readonly #stream: string;
  readonly #lane: string;
  readonly #state: SimState;
  #newest: Newest | undefined;
  #isMaking = false;

  constructor(world: World, stream: string, lane: string, state: SimState) {
    this.#world = world;
    this.#stream = stream;
    this.#lane = lane;
    this.#state = state;
  }

  get(from: string | undefined): LogSnapshot | undefined {
    if (this.#isMaking) return undefined;
    const { seen } = this.#world;
    if (this.#newest !== undefined && this.#serves(this.#newest, from)) {
      if (this.#newest.snapshot.at !== this.#state.at) seen.add("older snapshot");
      return this.#newest.snapshot;
    }
    this.#begin();
    return undefined;
  }

  #serves({ snapshot: { at, state }, taken }: Newest, from: string | undefined): boolean {
    if (from !== undefined) return !isLater(from, at);
    const log = this.#world.log(this.#stream);
    const isHeld = this.#world.variant.servesTrimmed === true || log.read(at, { maxEvents: 1, maxBytes: 1 }).status === "events";
    const since = { events: this.#state.taken - taken, length: 0 };
    return isHeld && ageOf({ at, chunks: [], length: state.length }, since, maxReplayEvents) <= 1;
  }

  #begin(): void {
    this.#isMaking = true;
    const { holder, at, taken } = this.#state;
    const past = new PastState(holder.state);
    if (this.#world.variant.forgetsAside !== true) holder.watch = past;
    const text = new TextWriter(1_000);
    const values = past.writeTo([text]);
    const next = (): void => {
      const { done } = values.next();
      if (this.#state.at !== at && done !== true) this.#world.seen.add("event while a snapshot is made");
      if (done !== true) return this.#world.lanes.add(this.#lane, next);
      holder.watch = undefined;
      this.#isMaking = false;
      this.#newest = { snapshot: { at, state: text.finish().join("") }, taken };
    };
    next();
  }
}
