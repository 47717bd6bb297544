import type { ProtocolModel } from "../model/protocol.js";

/** Name, version and digest of a protocol, as peers exchange them. */
export type ProtocolIdentity = { readonly name: string; readonly version: string; readonly digest: string };

/** Returns the identity of a model, equal to the identity in the generated entry object. */
export function identityOf({ name, version, digest }: ProtocolModel): ProtocolIdentity {
  return { name, version, digest };
}

/** First line of a recorded run. */
export type RecordingHead = {
  readonly recording: 1;
  readonly protocol: ProtocolIdentity;
  /** The address of the recorded stream. */
  readonly source: string;
  /** The time at which the recording began, in ISO 8601. */
  readonly at: string;
};

/** An event and its time of arrival, in milliseconds after the recording began. */
export type RecordedEvent = { readonly ms: number; readonly event: unknown };

/** A state that replaces all earlier events: the run had begun before the recording, or events were lost. */
export type RecordedState = { readonly ms: number; readonly state: unknown };

/** A recorded run: its head, and its events and states in the order of arrival. */
export type Recording = { readonly head: RecordingHead; readonly entries: readonly (RecordedEvent | RecordedState)[] };

/** Thrown for a line that does not belong into a recording. */
export class RecordingError extends Error {
  override readonly name = "RecordingError";
}

/** Returns one line of a recording, with its line feed. */
export function recordingLine(value: RecordingHead | RecordedEvent | RecordedState): string {
  return `${JSON.stringify(value)}\n`;
}

/**
 * Reads a recording: a head, then one event or state per line. A process that was killed may leave half a last line,
 * without a line feed; that line is ignored.
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
