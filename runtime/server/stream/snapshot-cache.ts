import { ageOf, renewalAge, snapshotChunks } from "../../core/delivery/shared-snapshot.js";
import type { SharedSnapshot, StateForm } from "../../core/delivery/shared-snapshot.js";
import type { Position, StreamId } from "../../core/frames/types.js";
import type { LogSnapshot, StreamLog } from "../../core/log/stream-log.js";
import { PieceWriter } from "./piece-writer.js";
import { Slices, writeInSlices } from "./slices.js";
import type { SliceSurroundings } from "./slices.js";
import type { StateKeeper, Taken } from "./state-keeper.js";
import { TextWriter } from "./state-sink.js";
import type { StateSink } from "./state-sink.js";

/** Values and functions that a {@link SnapshotCache} gets from its stream. */
export type SnapshotSurroundings = SliceSurroundings & {
  readonly log: StreamLog;
  readonly stream: StreamId;
  /** The largest number of bytes of a part of a snapshot. */
  readonly partBytes: number;
  /** The number of missed events above which a client gets the state instead. */
  readonly maxReplayEvents: number;
};

/** A snapshot in the forms that newcomers have asked for, and what the keeper had taken by then. */
type Newest = { readonly taken: Taken; readonly pieces: SharedSnapshot; readonly text: SharedSnapshot | undefined };

/** `stored` is absent if nobody has asked for the JSON text. */
type Made = Newest & { readonly stored: LogSnapshot | undefined };

const oneEvent = { maxEvents: 1, maxBytes: 1 };

/** Makes the snapshots of a stream, and keeps the newest one for the clients that come next. */
export class SnapshotCache {
  readonly #keeper: StateKeeper<unknown, never>;
  readonly #around: SnapshotSurroundings;
  #newest: Newest | undefined;
  #making: Promise<Made> | undefined;
  /** True after a newcomer has asked for the state as text. Most newcomers take pieces. */
  #hasTextReaders = false;

  constructor(keeper: StateKeeper<unknown, never>, around: SnapshotSurroundings) {
    this.#keeper = keeper;
    this.#around = around;
  }

  /**
   * Returns a snapshot from which the log can continue. Clients that come while one is made wait for the same one.
   *
   * @param isNewest True for a snapshot that has every event that the state has at the time of the call.
   */
  async get(isNewest: boolean, form: StateForm): Promise<SharedSnapshot> {
    const { at } = this.#keeper;
    if (form === "text") this.#hasTextReaders = true;
    if (isNewest) await this.#making;
    const newest = this.#newest;
    const shared = newest?.[form];
    const age = newest === undefined ? Number.POSITIVE_INFINITY : await this.#ageOf(newest);
    if (shared === undefined || age > 1 || (isNewest && shared.at !== at)) return this.#madeAs(form);
    // A failure concerns nobody yet: the client that needs the next snapshot asks for it again.
    if (age >= renewalAge) this.#make(false).catch(() => undefined);
    return shared;
  }

  /** Makes a snapshot of the state for the log, or waits for the one that is being made. */
  async make(): Promise<LogSnapshot> {
    const made = await this.#make(true);
    return made.stored ?? this.make();
  }

  /** The snapshot that is being made may lack the form. Then the next one has it. */
  async #madeAs(form: StateForm): Promise<SharedSnapshot> {
    const made = await this.#make(false);
    return made[form] ?? this.#madeAs(form);
  }

  /** Returns the age of a snapshot. A newcomer may get the snapshot if its age is at most 1. */
  async #ageOf({ pieces, taken }: Newest): Promise<number> {
    if (pieces.at === this.#keeper.at) return 0;
    const { log, stream, maxReplayEvents } = this.#around;
    const { events, length } = this.#keeper.taken;
    const age = ageOf(pieces, { events: events - taken.events, length: length - taken.length }, maxReplayEvents);
    const missed = await this.#count(pieces.at);
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

  #make(forLog: boolean): Promise<Made> {
    this.#making ??= this.#begin(forLog).finally(() => {
      this.#making = undefined;
    });
    return this.#making;
  }

  async #begin(forLog: boolean): Promise<Made> {
    const { stream, partBytes } = this.#around;
    const { at, taken, protocol } = this.#keeper;
    const slices = new Slices(this.#around);
    const pieces = new PieceWriter(stream, at, partBytes);
    const text = forLog || this.#hasTextReaders ? new TextWriter(partBytes) : undefined;
    await this.#write(text === undefined ? [pieces] : [pieces, text], slices);
    const shared = { at, chunks: pieces.finish(), length: pieces.length };
    const parts = text?.finish();
    const stored = parts && { at, state: parts.join(""), protocol };
    this.#newest = { taken, pieces: shared, text: parts && this.#hasTextReaders ? await this.#textOf(at, parts, slices) : undefined };
    return { ...this.#newest, stored };
  }

  /** Writes the state of the time of the call, whatever events come meanwhile. */
  async #write(sinks: readonly StateSink[], slices: Slices): Promise<void> {
    const past = this.#keeper.beginPast();
    try {
      await writeInSlices(past, sinks, slices);
    } finally {
      this.#keeper.endPast();
    }
  }

  /** Makes the frames of a snapshot for newcomers that take it as text. */
  async #textOf(at: Position, parts: readonly string[], slices: Slices): Promise<SharedSnapshot> {
    const escaped: string[] = [];
    for (const part of parts) {
      escaped.push(JSON.stringify(part));
      // oxlint-disable-next-line no-await-in-loop -- the event loop serves others between two slices
      if (slices.isOver()) await slices.next();
    }
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    return { at, chunks: snapshotChunks(this.#around.stream, at, escaped), length };
  }
}
