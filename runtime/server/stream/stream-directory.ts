import type { LogReadResult, LogSlice, LogSnapshot, StreamLog } from "../../core/log/stream-log.js";
import type { SubmittedCommand } from "../../core/delivery/server-state.js";
import type { Position, StreamId } from "../../core/frames/types.js";
import type { CommandSource } from "./command-context.js";

/** A stream that this process writes, as sessions need it. */
export type WrittenStream<P> = {
  readonly snapshot: () => Promise<LogSnapshot>;
  /** Texts of fewer events that lead to the same state; `undefined` where nobody knows how. */
  readonly conflate: (texts: readonly string[]) => readonly string[] | undefined;
  readonly submit: (command: SubmittedCommand, origin: number, source: CommandSource<P>) => void;
};

/** How sessions find streams. */
export type StreamDirectory<P> = {
  readonly log: StreamLog;
  /** Resolves once an opening that is under way has ended; `undefined` for a stream that nobody writes here. */
  readonly written: (stream: StreamId) => Promise<WrittenStream<P> | undefined>;
};

const readLimit = { maxEvents: 1_000, maxBytes: 4_194_304 };

/** The log's word on a position: reads one event. */
export async function locate<P>(
  { log, written }: StreamDirectory<P>,
  stream: StreamId,
  after: Position | undefined,
): Promise<LogReadResult | undefined> {
  await written(stream);
  return log.read(stream, after, { maxEvents: 1, maxBytes: 1 });
}

/** The newest whole state there is; `undefined` for a stream that has none. */
export async function snapshotOf<P>({ log, written }: StreamDirectory<P>, stream: StreamId): Promise<LogSnapshot | undefined> {
  const writer = await written(stream);
  return writer === undefined ? log.snapshot(stream) : writer.snapshot();
}

/** What a log in memory holds of a stream that is closed would stay for ever; what is on a disk is the application's to remove. */
export async function forgetVolatile(log: StreamLog, stream: StreamId): Promise<void> {
  if (log.durability === "memory") await log.remove(stream);
}

/** All events after a position as fewer, if these fit into `maxBytes` and are less to send than the whole state. */
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
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (texts.length === 0 || bytes > maxBytes) return undefined;
  const { state } = await writer.snapshot();
  return bytes < Buffer.byteLength(state) ? { ...first, texts, at: last.at } : undefined;
}

async function slicesAfter(log: StreamLog, stream: StreamId, after: Position): Promise<readonly LogSlice[]> {
  const result = await log.read(stream, after, readLimit);
  if (result?.status !== "events" || result.texts.length === 0) return [];
  return [result, ...(await slicesAfter(log, stream, result.at))];
}
