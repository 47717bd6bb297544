import type { StreamId } from "../frames/types.js";
import type { LogSlice, LogSnapshot, ReadLimit } from "../log/stream-log.js";
import { eventsText, snapshotTexts, splitSlice } from "./session-frames.js";
import type { Notice } from "./session-frames.js";

/** How a connection's frames are written. All else of its delivery is the same for every codec. */
export type Codec = {
  /** False in plain mode, where a frame is a bare event: the connection has one stream, and its end is a close code. */
  readonly isSession: boolean;
  /** The frames of a slice of the log; each is within `limit` if its events allow that. */
  readonly slice: (stream: StreamId, slice: LogSlice, limit: ReadLimit) => readonly string[];
  /** The frames of events that stand for all events of a slice. */
  readonly conflated: (stream: StreamId, slice: LogSlice) => readonly string[];
  /** The frames of the state, one for each write. */
  readonly snapshot: (stream: StreamId, snapshot: LogSnapshot, maxBytes: number) => readonly string[];
  /** The frames that tell something else than events. */
  readonly notice: (notice: Notice) => readonly string[];
  /** How much is read from the log at once. */
  readonly chunk: (limit: ReadLimit) => ReadLimit;
};

/** Frames of the subprotocol `dagwire.v1`. */
export const sessionCodec: Codec = {
  isSession: true,
  slice: (stream, slice, limit) => splitSlice(slice, limit).map((part) => eventsText(stream, part)),
  conflated: (stream, slice) => [eventsText(stream, slice, true)],
  snapshot: snapshotTexts,
  notice: (notice) => [JSON.stringify(notice)],
  chunk: (limit) => limit,
};

/** Each frame is an event, as its publisher serialised it. */
export const plainCodec: Codec = {
  isSession: false,
  slice: (_stream, { texts }) => texts,
  conflated: (_stream, { texts }) => texts,
  snapshot: () => [],
  notice: () => [],
  // Only bytes count where each event is a frame of its own.
  chunk: ({ maxBytes }) => ({ maxEvents: maxBytes, maxBytes }),
};
