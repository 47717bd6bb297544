import type { ProtocolIdentity } from "./protocol-identity.js";

/** First line of a recorded run. */
export type RecordingHead = {
  readonly recording: 1;
  readonly protocol: ProtocolIdentity;
  /** Where it was recorded. */
  readonly source: string;
  /** When the recording began, ISO 8601. */
  readonly at: string;
};

/** An event and when it came, in milliseconds after the recording began. */
export type RecordedEvent = { readonly ms: number; readonly event: unknown };

/** The whole state, in place of the events before: the run was under way, or some were lost for good. */
export type RecordedState = { readonly ms: number; readonly state: unknown };

/** A recorded run, in the order in which it came. */
export type Recording = { readonly head: RecordingHead; readonly entries: readonly (RecordedEvent | RecordedState)[] };

/** A line that is none of a recording. */
export class RecordingError extends Error {
  override readonly name = "RecordingError";
}

/** One line of a recording, with its line feed. */
export function recordingLine(value: RecordingHead | RecordedEvent | RecordedState): string {
  return `${JSON.stringify(value)}\n`;
}

/**
 * Reads a recording: a head, then an event or a state a line. A last line without its line feed, left by a process
 * that was killed, is ignored where it cannot be read.
 *
 * @throws {@link RecordingError} that names the line.
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
