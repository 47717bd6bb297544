import { utf8Length } from "../../core/base/utf8.js";
import { sharedSnapshot } from "../../core/delivery/shared-snapshot.js";
import type { SharedSnapshot, StateForm } from "../../core/delivery/shared-snapshot.js";
import type { Position, StreamId } from "../../core/frames/types.js";
import type { Command } from "../../core/log/command.js";
import type { LogReadResult, LogSlice, LogSnapshot, StreamLog } from "../../core/log/stream-log.js";
import type { CommandSource } from "./command-context.js";
import { piecesOf } from "./piece-writer.js";
import type { SliceSurroundings } from "./slices.js";

/** A stream that this process has opened, with the methods that the driver calls. */
export type LocalStream<P> = {
  readonly flush: () => void;
  /** Returns a snapshot, after which the log holds all events. `isNewest`: it has every event that the state has now. */
  readonly snapshot: (isNewest: boolean, form: StateForm) => Promise<SharedSnapshot>;
  /**
   * Returns true if a client that has the state at a position may continue with the events after it. Returns false if a server of
   * another version has written the position, and may have computed another state.
   */
  readonly continues: (after: Position) => boolean;
  /** Returns the texts of fewer events that lead to the same state. Returns `undefined` if the protocol cannot conflate events. */
  readonly conflate: (texts: readonly string[]) => readonly string[] | undefined;
  readonly submit: (command: Command, origin: number, source: CommandSource<P>) => void;
};

/** The streams of a server, as the driver finds them. */
export type StreamDirectory<P> = {
  readonly log: StreamLog;
  /** Resolves with a stream, after a call of `open` that is under way. Resolves with `undefined` if this process has not opened it. */
  readonly whenOpen: (stream: StreamId) => Promise<LocalStream<P> | undefined>;
  /** Returns the state of a stream that is not open, if the log holds a state that this version of the protocol reads. */
  readonly storedState: (stream: StreamId) => Promise<LogSnapshot | undefined>;
  /** Returns the last state that the log keeps at or before a position, if this version of the protocol reads it. */
  readonly keptState: (stream: StreamId, upTo: Position | undefined) => Promise<LogSnapshot | undefined>;
  /** Returns the stream if it is open. */
  readonly current: (stream: StreamId) => LocalStream<P> | undefined;
  /** Keeps a command until its stream is opened. Returns false if it cannot wait. */
  readonly hold: (command: Command, origin: number, source: CommandSource<P>) => boolean;
  /** Lets a log in memory drop a closed stream, after the last connection has read it. */
  readonly forget: (stream: StreamId) => Promise<void>;
};

const readLimit = { maxEvents: 1_000, maxBytes: 4_194_304 };

/**
 * Reads one event after a position, to learn whether the log still holds the position. A position from which the client may not
 * continue is unknown.
 */
export async function locate<P>(
  directory: StreamDirectory<P>,
  stream: StreamId,
  after: Position | undefined,
): Promise<LogReadResult | undefined> {
  const writer = await directory.whenOpen(stream);
  const result = await directory.log.read(stream, after, { maxEvents: 1, maxBytes: 1 });
  const isOther = result?.status === "events" && after !== undefined && writer?.continues(result.after) === false;
  return isOther ? { status: "unknown", head: result.head } : result;
}

/** Which state a newcomer gets, and in which form. */
type StateQuestion = { readonly stream: StreamId; readonly isNewest: boolean; readonly form: StateForm };

/** Returns a state of a stream for a newcomer, or `undefined` if the log holds none that this version reads. */
export async function snapshotOf<P>(
  directory: StreamDirectory<P>,
  { stream, isNewest, form }: StateQuestion,
  maxBytes: number,
  around: SliceSurroundings,
): Promise<SharedSnapshot | undefined> {
  const writer = await directory.whenOpen(stream);
  if (writer !== undefined) return writer.snapshot(isNewest, form);
  const stored = await directory.storedState(stream);
  if (stored === undefined || form === "text") return stored && sharedSnapshot(stream, stored, maxBytes);
  return piecesOf(stream, stored, { maxBytes }, around);
}

/** Conflates all events after a position. Returns `undefined` if the result is longer than `maxBytes` or than the whole state. */
export async function conflated<P>(
  directory: StreamDirectory<P>,
  stream: StreamId,
  after: Position,
  maxBytes: number,
): Promise<LogSlice | undefined> {
  const writer = await directory.whenOpen(stream);
  if (writer?.conflate([]) === undefined) return undefined;
  const slices = await slicesAfter(directory.log, stream, after);
  const [first] = slices;
  const last = slices.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const texts = writer.conflate(slices.flatMap((slice) => slice.texts)) ?? [];
  const bytes = texts.reduce((sum, text) => sum + utf8Length(text), 0);
  if (texts.length === 0 || bytes > maxBytes) return undefined;
  const { length } = await writer.snapshot(false, "pieces");
  return bytes < length ? { ...first, texts, at: last.at } : undefined;
}

async function slicesAfter(log: StreamLog, stream: StreamId, after: Position): Promise<readonly LogSlice[]> {
  const result = await log.read(stream, after, readLimit);
  if (result?.status !== "events" || result.texts.length === 0) return [];
  return [result, ...(await slicesAfter(log, stream, result.at))];
}
