import { utf8Length } from "../../core/base/utf8.js";
import type { Position, StreamId } from "../../core/frames/types.js";
import type { Command } from "../../core/log/command.js";
import type { LogReadResult, LogSlice, LogSnapshot, StreamLog } from "../../core/log/stream-log.js";
import type { CommandSource } from "./command-context.js";

/** A stream that this process writes, as the delivery uses it. */
export type WrittenStream<P> = {
  readonly flush: () => void;
  readonly snapshot: () => Promise<LogSnapshot>;
  /** Returns the texts of fewer events that lead to the same state; `undefined` if the protocol cannot conflate. */
  readonly conflate: (texts: readonly string[]) => readonly string[] | undefined;
  readonly submit: (command: Command, origin: number, source: CommandSource<P>) => void;
};

/** How the delivery finds streams. */
export type StreamDirectory<P> = {
  readonly log: StreamLog;
  /** Resolves when an opening that is under way has ended; `undefined` for a stream that this process does not write. */
  readonly written: (stream: StreamId) => Promise<WrittenStream<P> | undefined>;
  /** Returns the stream if it is open. */
  readonly current: (stream: StreamId) => WrittenStream<P> | undefined;
  /** Called when a closed stream has no readers left. */
  readonly forget: (stream: StreamId) => Promise<void>;
};

const readLimit = { maxEvents: 1_000, maxBytes: 4_194_304 };

/** Reads one event, so that the log says whether it holds a position. */
export async function locate<P>(
  directory: StreamDirectory<P>,
  stream: StreamId,
  after: Position | undefined,
): Promise<LogReadResult | undefined> {
  await directory.written(stream);
  return directory.log.read(stream, after, { maxEvents: 1, maxBytes: 1 });
}

/** Returns the newest whole state; `undefined` for a stream without one. */
export async function snapshotOf<P>(directory: StreamDirectory<P>, stream: StreamId): Promise<LogSnapshot | undefined> {
  const writer = await directory.written(stream);
  return writer === undefined ? directory.log.snapshot(stream) : writer.snapshot();
}

/** Returns fewer events for all events after a position, if they fit into `maxBytes` and are shorter than the whole state. */
export async function conflated<P>(
  directory: StreamDirectory<P>,
  stream: StreamId,
  after: Position,
  maxBytes: number,
): Promise<LogSlice | undefined> {
  const writer = await directory.written(stream);
  if (writer?.conflate([]) === undefined) return undefined;
  const slices = await slicesAfter(directory.log, stream, after);
  const [first] = slices;
  const last = slices.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const texts = writer.conflate(slices.flatMap((slice) => slice.texts)) ?? [];
  const bytes = texts.reduce((sum, text) => sum + utf8Length(text), 0);
  if (texts.length === 0 || bytes > maxBytes) return undefined;
  const { state } = await writer.snapshot();
  return bytes < utf8Length(state) ? { ...first, texts, at: last.at } : undefined;
}

async function slicesAfter(log: StreamLog, stream: StreamId, after: Position): Promise<readonly LogSlice[]> {
  const result = await log.read(stream, after, readLimit);
  if (result?.status !== "events" || result.texts.length === 0) return [];
  return [result, ...(await slicesAfter(log, stream, result.at))];
}
