import * as closeCodes from "../base/close-codes.js";
import { takeToken } from "../base/token-bucket.js";
import type { ReadFrame } from "../frames/client-event.js";
import type { RefusedFrame } from "../frames/server-event.js";
import { put, tell } from "../steps/turn.js";
import { close, notify } from "./connection-turn.js";
import type { ReadAnswer, Reads } from "./read-state.js";
import type { ConnectionTurn } from "./served-connection.js";
import type { Texts } from "./shared-snapshot.js";
import { featuresOf } from "./subscribe.js";

/** The largest number of requests that wait. */
const maxWaiting = 8;
const busyRetryMs = 1_000;

/** Takes `$read`, which belongs to `dagwire.v1.1`. */
export function takeReadFrame(turn: ConnectionTurn, frame: ReadFrame): void {
  const { subprotocol, options } = turn.state;
  if (featuresOf(subprotocol).length === 0)
    return close(turn, closeCodes.invalidEvent, "the client sent $read, which is no frame of its subprotocol");
  if (!options.hasHistory) return refuse(turn, frame, "forbidden", "This server gives no history: its option history is false.");
  const { readRate } = options.limits;
  const { waiting, current, bucket: before } = turn.state.reads ?? noReads(readRate.burst, turn.nowMs);
  if (waiting.length >= maxWaiting) return tooFast(turn, frame, busyRetryMs);
  const { bucket, waitMs } = takeToken(before, readRate, turn.nowMs);
  put(turn, { reads: { waiting: waitMs > 0 ? waiting : [...waiting, frame], current, bucket } });
  if (waitMs > 0) return tooFast(turn, frame, waitMs);
  put(turn, { strikes: 0 });
}

/**
 * Begins the next request, or sends the next part of an answer. Streams that catch up come first: while one does, the connection
 * asks for its events, or its socket has no room.
 */
export function continueReads(turn: ConnectionTurn): void {
  const { phase, isWritable, asking, reads } = turn.state;
  if (reads === undefined || phase !== "open" || !isWritable || asking !== undefined) return;
  const { current, waiting } = reads;
  const [next, ...others] = waiting;
  if (current?.rest !== undefined) return sendPart(turn, reads, current.read, current.rest);
  if (current !== undefined || next === undefined) return;
  put(turn, { reads: { ...reads, waiting: others, current: { read: next.read } } });
  tell(turn, { action: "history", request: next });
}

/** Takes the answer to `history`. */
export function takeReadAnswer(turn: ConnectionTurn, read: number, answer: ReadAnswer): void {
  const { reads } = turn.state;
  if (reads?.current?.read !== read || reads.current.rest !== undefined) return;
  if ("chunks" in answer) return put(turn, { reads: { ...reads, current: { read, rest: { chunks: answer.chunks, next: 0 } } } });
  const { code, message, retryAfterMs } = answer.refusal;
  put(turn, { reads: { ...reads, current: undefined } });
  notify(turn, { type: "$refused", read, code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
}

/** Sends one part of an answer. The next one waits until the driver reports `writable`. */
function sendPart(
  turn: ConnectionTurn,
  reads: Reads,
  read: number,
  { chunks, next }: { readonly chunks: readonly Texts[]; readonly next: number },
): void {
  const isLast = next + 1 >= chunks.length;
  const current = isLast ? undefined : { read, rest: { chunks, next: next + 1 } };
  put(turn, { reads: { ...reads, current }, isWritable: false });
  tell(turn, { action: "send", texts: chunks[next] ?? [] });
}

function tooFast(turn: ConnectionTurn, frame: ReadFrame, retryAfterMs: number): void {
  const strikes = turn.state.strikes + 1;
  put(turn, { strikes });
  if (strikes > turn.state.options.limits.readRate.burst) return close(turn, closeCodes.rateLimited, "too many requests for history");
  refuse(turn, frame, "rate_limited", `The client reads too fast. Send the request again after ${retryAfterMs} ms.`, retryAfterMs);
}

function refuse(turn: ConnectionTurn, { read }: ReadFrame, code: RefusedFrame["code"], message: string, retryAfterMs?: number): void {
  notify(turn, { type: "$refused", read, code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
}

function noReads(tokens: number, atMs: number): Reads {
  return { waiting: [], bucket: { tokens, atMs } };
}
