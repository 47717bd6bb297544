import type { ProtocolModel } from "../model/protocol.js";
import { printable } from "../base/printable.js";

/** The name, version and digest of a protocol, which server and client send each other. */
export type ProtocolIdentity = { readonly name: string; readonly version: string; readonly digest: string };

/** Returns the name, version and digest of a model, as the generated entry object has them. */
export function identityOf({ name, version, digest }: ProtocolModel): ProtocolIdentity {
  return { name, version, digest };
}

/** The first line of a recording: the protocol, the stream and the time. */
export type RecordingHead = {
  readonly recording: 1;
  readonly protocol: ProtocolIdentity;
  /** The URL of the recorded stream. */
  readonly source: string;
  /** The time at which the recording began, in ISO 8601. */
  readonly at: string;
};

/** A recorded event and its time of arrival, in milliseconds after the recording began. */
export type RecordedEvent = { readonly ms: number; readonly event: unknown };

/**
 * A recorded state that replaces all earlier events. It occurs if the run began before the recording, or if events were
 * lost.
 */
export type RecordedState = { readonly ms: number; readonly state: unknown };

/** A recorded run: its head, and its events and states in the order of arrival. */
export type Recording = { readonly head: RecordingHead; readonly entries: readonly (RecordedEvent | RecordedState)[] };

/** Thrown if a line of a recording is not valid. */
export class RecordingError extends Error {
  override readonly name = "RecordingError";
}

/** Returns one line of a recording, with a line feed at its end. */
export function recordingLine(value: RecordingHead | RecordedEvent | RecordedState): string {
  return printable(`${JSON.stringify(value)}\n`);
}

/**
 * Reads a recording: a head, then one event or state on each line. Ignores a last line without a line feed that is no
 * JSON, because a killed process may leave half a line.
 *
 * @throws {@link RecordingError} with the number of a line that is not valid.
 */
export function readRecording(text: string): Recording {
  const lines = text.split("\n");
  const [first = "", ...rest] = lines;
  const head = parse(first);
  if (!isHead(head))
    throw new RecordingError('line 1: expected a recording\'s head, {"recording":1,…}. Write recordings with `dagwire record`.');
  const entries = rest.flatMap((line, index): (RecordedEvent | RecordedState)[] => {
    if (line.trim() === "") return [];
    const value = parse(line);
    if (isEntry(value)) return [value];
    if (index === rest.length - 1) return [];
    throw new RecordingError(`line ${index + 2}: expected {"ms":…,"event":…}, got ${line.slice(0, 60)}`);
  });
  return { head, entries };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

function isHead(value: unknown): value is RecordingHead {
  return typeof value === "object" && value !== null && "recording" in value && value.recording === 1;
}

function isEntry(value: unknown): value is RecordedEvent | RecordedState {
  if (typeof value !== "object" || value === null || !("ms" in value) || typeof value.ms !== "number") return false;
  return "event" in value || "state" in value;
}
