import type { Issue } from "../contract/v1/contract.js";
import * as closeCodes from "./close-codes.js";

/** Codes of a {@link ProtocolError}. */
export type ProtocolErrorCode =
  "INVALID_EVENT" | "UNKNOWN_EVENT" | "MALFORMED_JSON" | "TOO_DEEP" | "BINARY_FRAME" | "SLOW_CONSUMER" | "REFUSED";

/**
 * A message breaks the protocol. `publish` throws this error, and `send` rejects with a `CommandError` that has it as its
 * `cause`. For a message from the network the runtime passes the error to a callback instead. The text of the error names
 * the event, the place in the event, the expected value and the value that came.
 */
export class ProtocolError extends Error {
  override readonly name: string = "ProtocolError";
  readonly code: ProtocolErrorCode;
  /** The close code for this error: 4113 for `SLOW_CONSUMER`, else 4400. */
  readonly closeCode: number;
  /** At most ten issues of the validator. Empty if no validator has found the error, for example for malformed JSON. */
  readonly issues: readonly Issue[];

  constructor(code: ProtocolErrorCode, message: string, issues: readonly Issue[] = []) {
    super(message);
    this.code = code;
    this.closeCode = code === "SLOW_CONSUMER" ? closeCodes.slowConsumer : closeCodes.invalidEvent;
    this.issues = issues;
  }

  override toString(): string {
    return `${this.name} ${this.closeCode} ${this.code}: ${this.message}`;
  }
}

/**
 * Codes of a {@link StreamError}:
 *
 * - `STREAM_NOT_OPEN`: nobody has opened the stream.
 * - `STREAM_ALREADY_OPEN`: the stream is open with other options.
 * - `STREAM_CLOSED`: the application has closed the stream or its server.
 * - `STREAM_ENDED`: the application has published the event that ends the stream.
 * - `STREAM_TAKEN_OVER`: another process has opened the stream.
 * - `LOG_FAILED`: the stream's log has lost records, or has not stored some before its server was closed.
 * - `STATE_UNREADABLE`: another version of the protocol has stored the stream's state, and this version cannot continue from it.
 * - `HISTORY_TRIMMED`: the log no longer holds the stream's first events.
 * - `SERVER_CLOSED`: the server is closed.
 * - `COMMAND_OVER`: the handler of a command has published an event after its end.
 * - `BACKLOG_FULL`: too many events wait for the log.
 * - `EVENT_REFUSED`: the protocol's state cannot take an event, so the log does not get the event.
 * - `STREAM_ID_INVALID`: no URL can carry the stream's id.
 */
export type StreamErrorCode =
  | "STREAM_NOT_OPEN"
  | "STREAM_ALREADY_OPEN"
  | "STREAM_CLOSED"
  | "STREAM_ENDED"
  | "STREAM_TAKEN_OVER"
  | "LOG_FAILED"
  | "STATE_UNREADABLE"
  | "HISTORY_TRIMMED"
  | "SERVER_CLOSED"
  | "COMMAND_OVER"
  | "BACKLOG_FULL"
  | "EVENT_REFUSED"
  | "STREAM_ID_INVALID";

/** A stream, or its server, cannot do what the application asks for. */
export class StreamError extends Error {
  override readonly name: string = "StreamError";
  readonly code: StreamErrorCode;

  constructor(code: StreamErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  override toString(): string {
    return `${this.name} ${this.code}: ${this.message}`;
  }
}

/** Returns a thrown value as an `Error`. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(textOf(thrown), { cause: thrown });
}

function textOf(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return "the thrown value is no text";
  }
}
