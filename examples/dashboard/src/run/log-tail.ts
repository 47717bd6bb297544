import type { LogChunk as ReceivedChunk } from "@dagwire/dag";

/** A piece of a log: text of one channel, or a note that text is missing or that another attempt began. */
export type LogChunk = {
  /** Number of the chunk in the log, used as a React key. */
  readonly id: number;
  readonly kind: "text" | "gap" | "attempt";
  readonly channel: string;
  readonly text: string;
};

/** The last part of a node's output. */
export type LogTail = {
  readonly chunks: readonly LogChunk[];
  /** Number of UTF-16 units in all texts of `chunks` together. */
  readonly length: number;
  /** True if the beginning was dropped to stay within {@link maxLogLength}. */
  readonly isCut: boolean;
  readonly attempt: number;
  /** The offset in bytes at which the next text of each channel begins. */
  readonly nextOffsets: ReadonlyMap<string, number>;
  readonly nextId: number;
};

/** Maximum length of a node's log, in UTF-16 units. */
export const maxLogLength = 100_000;

/** Maximum number of chunks of a node's log. */
const maxChunks = 500;

/** Chunks of one channel are merged up to this many UTF-16 units, so that many short outputs make few chunks. */
const mergeLength = 4_000;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Returns the log of a node, from the chunks in the state, for display. */
export function logTail(chunks: readonly ReceivedChunk[]): LogTail {
  return chunks.reduce(appendLog, emptyLog);
}

/** The log of a node that has printed nothing. */
export const emptyLog: LogTail = { chunks: [], length: 0, isCut: false, attempt: 1, nextOffsets: new Map(), nextId: 0 };

/** Appends a chunk to a log. Leaves out the part of its text that the log already has, by the chunk's offset. */
export function appendLog(log: LogTail, event: ReceivedChunk): LogTail {
  const attempt = event.attempt ?? 1;
  if (attempt < log.attempt) return log;
  const current = attempt > log.attempt ? beginAttempt(log, attempt) : log;
  const bytes = encoder.encode(event.chunk);
  const expected = current.nextOffsets.get(event.channel) ?? 0;
  const end = event.offset + bytes.length;
  if (end <= expected) return current;
  const text = event.offset < expected ? decoder.decode(bytes.subarray(expected - event.offset)) : event.chunk;
  const complete = event.offset > expected ? addGap(current, event.channel, event.offset - expected) : current;
  const nextOffsets = new Map(complete.nextOffsets).set(event.channel, end);
  return trim({ ...addText(complete, event.channel, text), nextOffsets });
}

function beginAttempt(log: LogTail, attempt: number): LogTail {
  const next = { ...log, attempt, nextOffsets: new Map<string, number>() };
  return log.chunks.length === 0 ? next : push(next, { kind: "attempt", channel: "", text: `attempt ${attempt}` });
}

function addGap(log: LogTail, channel: string, bytes: number): LogTail {
  return push(log, { kind: "gap", channel, text: `${bytes.toLocaleString("en")} bytes of ${channel} are missing` });
}

function addText(log: LogTail, channel: string, text: string): LogTail {
  const last = log.chunks.at(-1);
  if (last === undefined || last.kind !== "text" || last.channel !== channel || last.text.length + text.length > mergeLength) {
    return push(log, { kind: "text", channel, text });
  }
  const merged = { ...last, text: last.text + text };
  return { ...log, chunks: [...log.chunks.slice(0, -1), merged], length: log.length + text.length };
}

function push(log: LogTail, chunk: Omit<LogChunk, "id">): LogTail {
  return {
    ...log,
    chunks: [...log.chunks, { ...chunk, id: log.nextId }],
    length: log.length + chunk.text.length,
    nextId: log.nextId + 1,
  };
}

/** Drops whole chunks from the beginning of a log that is too long. Cuts the last chunk if that alone is too long. */
function trim(log: LogTail): LogTail {
  let { length } = log;
  let first = 0;
  while (first < log.chunks.length - 1 && (length > maxLogLength || log.chunks.length - first > maxChunks)) {
    length -= log.chunks[first]?.text.length ?? 0;
    first += 1;
  }
  if (first === 0 && length <= maxLogLength) return log;
  const chunks = log.chunks.slice(first).map((chunk) => ({ ...chunk, text: chunk.text.slice(-maxLogLength) }));
  return { ...log, chunks, length: Math.min(length, maxLogLength), isCut: true };
}
