import type { StreamId } from "../frames/types.js";
import type { LogSlice, ReadLimit } from "../log/stream-log.js";
import { eventsText, splitSlice } from "./session-frames.js";
import type { Notice } from "./session-frames.js";

/** Turns events and notices into the messages of one connection: frames of a session, or events in plain mode. */
export type Codec = {
  /** False in plain mode. Then a WebSocket message is one event, and the connection follows one stream. */
  readonly isSession: boolean;
  /** Returns the frames of a slice. Each frame is within `limit`, except that a single event may exceed `limit`. */
  readonly slice: (stream: StreamId, slice: LogSlice, limit: ReadLimit) => readonly string[];
  /** Returns the frames of conflated events, which replace all events between the positions of the slice. */
  readonly conflated: (stream: StreamId, slice: LogSlice) => readonly string[];
  /** Returns the frames of a notice. */
  readonly notice: (notice: Notice) => readonly string[];
  /** Returns the limit for one read from the log, made from the limit for one chunk. */
  readonly chunk: (limit: ReadLimit) => ReadLimit;
};

/** The codec of a session: its messages are frames of the session protocol. */
export const sessionCodec: Codec = {
  isSession: true,
  slice: (stream, slice, limit) => splitSlice(slice, limit).map((part) => eventsText(stream, part)),
  conflated: (stream, slice) => [eventsText(stream, slice, true)],
  notice: (notice) => [JSON.stringify(notice)],
  chunk: (limit) => limit,
};

/** Sends each event as its publisher serialised it, without a frame around it. */
export const plainCodec: Codec = {
  isSession: false,
  slice: (_stream, { texts }) => texts,
  conflated: (_stream, { texts }) => texts,
  notice: () => [],
  // Each event is a message of its own, so a chunk is limited by the bytes of its events and not by their number.
  chunk: ({ maxBytes }) => ({ maxEvents: maxBytes, maxBytes }),
};
