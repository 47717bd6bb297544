import type { StreamId } from "../frames/types.js";
import type { LogSlice, LogSnapshot, ReadLimit } from "../log/stream-log.js";
import { eventsText, snapshotTexts, splitSlice } from "./session-frames.js";
import type { Notice } from "./session-frames.js";

/** Writes the frames of a connection. The rest of its delivery is the same for every codec. */
export type Codec = {
  /** False in plain mode. Then a WebSocket message is one event, and the connection follows one stream. */
  readonly isSession: boolean;
  /** Returns the frames of a slice. Each is within `limit`, except that a single event may exceed it. */
  readonly slice: (stream: StreamId, slice: LogSlice, limit: ReadLimit) => readonly string[];
  /** Returns the frames of conflated events, which replace all events between the positions of the slice. */
  readonly conflated: (stream: StreamId, slice: LogSlice) => readonly string[];
  /** Returns the frames of a snapshot. The server writes them one at a time. */
  readonly snapshot: (stream: StreamId, snapshot: LogSnapshot, maxBytes: number) => readonly string[];
  /** Returns the frames of a notice. */
  readonly notice: (notice: Notice) => readonly string[];
  /** Returns how much the server reads from the log at once. */
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

/** Sends each event as its publisher serialised it, without a frame around it. */
export const plainCodec: Codec = {
  isSession: false,
  slice: (_stream, { texts }) => texts,
  conflated: (_stream, { texts }) => texts,
  snapshot: () => [],
  notice: () => [],
  // Each event is a message of its own, so that only their bytes are limited.
  chunk: ({ maxBytes }) => ({ maxEvents: maxBytes, maxBytes }),
};
