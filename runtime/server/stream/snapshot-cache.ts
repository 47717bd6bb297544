import { ageOf, renewalAge, snapshotChunks, TextParts } from "../../core/delivery/shared-snapshot.js";
import type { SharedSnapshot } from "../../core/delivery/shared-snapshot.js";
import type { StreamId } from "../../core/frames/types.js";
import type { LogSnapshot, StoredProtocol, StreamLog } from "../../core/log/stream-log.js";
import type { StateKeeper, Taken } from "./state-keeper.js";

/** Values and functions that a {@link SnapshotCache} gets from its stream. */
export type SnapshotSurroundings = {
  readonly log: StreamLog;
  readonly stream: StreamId;
  readonly nowMs: () => number;
  /** Resolves after the event loop has served others. */
  readonly pause: () => Promise<unknown>;
  /** The largest number of bytes of a part of a snapshot. */
  readonly partBytes: number;
  /** The number of missed events above which a client gets the state instead. */
  readonly maxReplayEvents: number;
};

type Made = {
  readonly shared: SharedSnapshot;
  readonly taken: Taken;
  /** The parts of the state's text. */
  readonly states: readonly string[];
  readonly protocol: StoredProtocol;
};

/** Milliseconds for which the making of a snapshot may keep the event loop. */
const sliceMs = 2;
/** The number of values after which the maker looks at the clock. */
const valuesPerLook = 16;
const oneEvent = { maxEvents: 1, maxBytes: 1 };

/** Makes the snapshots of a stream, and keeps the newest one for the clients that come next. */
export class SnapshotCache {
  readonly #keeper: StateKeeper<unknown, never>;
  readonly #around: SnapshotSurroundings;
  #newest: Pick<Made, "shared" | "taken"> | undefined;
  #making: Promise<Made> | undefined;

  constructor(keeper: StateKeeper<unknown, never>, around: SnapshotSurroundings) {
    this.#keeper = keeper;
    this.#around = around;
  }

  /**
   * Returns a snapshot from which the log can continue. Clients that come while one is made wait for the same one.
   *
   * @param isNewest True for a snapshot that has every event that the state has at the time of the call.
   */
  async get(isNewest: boolean): Promise<SharedSnapshot> {
    const { at } = this.#keeper;
    if (isNewest) await this.#making;
    const newest = this.#newest;
    const age = newest === undefined ? Number.POSITIVE_INFINITY : await this.#ageOf(newest);
    if (newest === undefined || age > 1 || (isNewest && newest.shared.at !== at)) return (await this.#make()).shared;
    // A failure concerns nobody yet: the client that needs the next snapshot asks for it again.
    if (age >= renewalAge) this.#make().catch(() => undefined);
    return newest.shared;
  }

  /** Makes a snapshot of the state for the log, or waits for the one that is being made. */
  async make(): Promise<LogSnapshot> {
    const { shared, states, protocol } = await this.#make();
    return { at: shared.at, state: states.join(""), protocol };
  }

  /** Returns the age of a snapshot. A newcomer may get the snapshot if its age is at most 1. */
  async #ageOf({ shared, taken }: Pick<Made, "shared" | "taken">): Promise<number> {
    if (shared.at === this.#keeper.at) return 0;
    const { log, stream, maxReplayEvents } = this.#around;
    const { events, length } = this.#keeper.taken;
    const age = ageOf(shared, { events: events - taken.events, length: length - taken.length }, maxReplayEvents);
    const missed = await this.#count(shared.at);
    const oldest = await log.read(stream, undefined, oneEvent);
    if (missed === undefined) return Number.POSITIVE_INFINITY;
    if (oldest?.status !== "trimmed") return age;
    // The log drops old events. The client has to get the snapshot before the log drops the events after it.
    const held = (await this.#count(oldest.oldest)) ?? 0;
    return Math.max(age, (2 * missed) / held);
  }

  /** Returns the number of events that the log holds after a position, or `undefined` if it no longer holds them all. */
  async #count(after: string): Promise<number | undefined> {
    const { log, stream } = this.#around;
    const result = await log.read(stream, after, oneEvent);
    return result?.status === "events" ? result.texts.length + result.remaining : undefined;
  }

  #make(): Promise<Made> {
    this.#making ??= this.#begin().finally(() => {
      this.#making = undefined;
    });
    return this.#making;
  }

  async #begin(): Promise<Made> {
    const { stream, partBytes } = this.#around;
    const { at, taken, protocol } = this.#keeper;
    const slices = new Slices(this.#around);
    const states = await this.#statesOf(slices, new TextParts(partBytes));
    const escaped: string[] = [];
    for (const state of states) {
      escaped.push(JSON.stringify(state));
      // oxlint-disable-next-line no-await-in-loop -- the event loop serves others between two slices
      if (slices.isOver()) await slices.next();
    }
    const length = states.reduce((sum, state) => sum + state.length, 0);
    const shared = { at, chunks: snapshotChunks(stream, at, escaped), length };
    this.#newest = { shared, taken };
    return { shared, states, protocol, taken };
  }

  /** Returns the parts of the state's text. The state is that of the call, whatever events come meanwhile. */
  async #statesOf(slices: Slices, parts: TextParts): Promise<readonly string[]> {
    const past = this.#keeper.beginPast();
    let values = 0;
    try {
      for (const text of past.texts()) {
        parts.add(text);
        // oxlint-disable-next-line no-await-in-loop -- the event loop serves others between two slices
        if (++values % valuesPerLook === 0 && slices.isOver()) await slices.next();
      }
      return parts.finish();
    } finally {
      this.#keeper.endPast();
    }
  }
}

/** Divides work into slices, between which the event loop serves others. */
class Slices {
  readonly #nowMs: () => number;
  readonly #pause: () => Promise<unknown>;
  #endMs: number;

  constructor({ nowMs, pause }: SnapshotSurroundings) {
    this.#nowMs = nowMs;
    this.#pause = pause;
    this.#endMs = nowMs() + sliceMs;
  }

  isOver(): boolean {
    return this.#nowMs() >= this.#endMs;
  }

  async next(): Promise<void> {
    await this.#pause();
    this.#endMs = this.#nowMs() + sliceMs;
  }
}
