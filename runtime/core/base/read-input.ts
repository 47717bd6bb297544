import type { Issue } from "../contract/v1/contract.js";
import { ProtocolError } from "./error.js";
import type { EventReader } from "./event-reader.js";
import { exceedsDepth } from "./json-depth.js";

/** Result of reading a message. */
export type Input<Event> =
  | { readonly outcome: "event"; readonly name: string; readonly event: Event }
  | { readonly outcome: "unknown"; readonly tag: string; readonly value: unknown; readonly error: ProtocolError }
  | { readonly outcome: "invalid"; readonly name?: string | undefined; readonly error: ProtocolError };

/** Reads the JSON text of a message from a peer that is not trusted, unless it nests deeper than `maxDepth`. Never throws. */
export function readInput<Event>(events: EventReader<Event>, text: string, maxDepth: number): Input<Event> {
  if (exceedsDepth(text, maxDepth)) return invalid("TOO_DEEP", `expected JSON at most ${maxDepth} levels deep`);
  return readText(events, text);
}

/** Reads the JSON text of a message from a trusted peer, however deep the text nests. Never throws. */
export function readText<Event>(events: EventReader<Event>, text: string): Input<Event> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return invalid("MALFORMED_JSON", `expected JSON, got ${quoted(text)}`);
  }
  return readValue(events, value);
}

/** Returns the error for a binary message. */
export function binaryFrameError(): ProtocolError {
  return new ProtocolError("BINARY_FRAME", "expected text, got a binary frame");
}

/** Returns the error of an event that the application wants to send, or `undefined` if the event is valid. */
export function outgoingError<Event>(events: EventReader<Event>, value: unknown): ProtocolError | undefined {
  if (events.validate(value)) return undefined;
  const result = readValue(events, value);
  return result.outcome === "event" ? undefined : result.error;
}

/** Reads a message that is already parsed. */
export function readValue<Event>(events: EventReader<Event>, value: unknown): Input<Event> {
  const result = events.read(value);
  switch (result.outcome) {
    case "event":
      return result;
    case "unknown":
      return { ...result, error: unknownError(events, result.tag) };
    case "invalid": {
      const name = events.nameOf(value);
      return { outcome: "invalid", name, error: invalidError(events, name, result.issues) };
    }
  }
}

function invalid(rule: "TOO_DEEP" | "MALFORMED_JSON", message: string): Input<never> {
  return { outcome: "invalid", error: new ProtocolError(rule, message) };
}

function unknownError<Event>(events: EventReader<Event>, tag: string): ProtocolError {
  return new ProtocolError("UNKNOWN_EVENT", `${quoted(tag)} is no ${events.direction} event of this protocol`);
}

function invalidError<Event>(events: EventReader<Event>, name: string | undefined, issues: readonly Issue[]): ProtocolError {
  const subject = name === undefined ? `${events.direction} event` : `${events.direction} event ${quoted(name)}`;
  return new ProtocolError("INVALID_EVENT", `${subject}${describe(issues)}`, issues);
}

/** Describes the first issue, and says how many others there are. */
export function describe(issues: readonly Issue[]): string {
  const [first, ...others] = issues;
  if (first === undefined) return " does not match its schema";
  const place = first.path === "" ? "" : ` at ${first.path}`;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  return `${place}: expected ${first.expected}, got ${first.got}${more}`;
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text);
}
