import { crc32 } from "node:zlib";
import { toError } from "../core/base/error.js";
import type { EarlierSnapshot } from "../core/log/earlier-snapshot.js";
import type { LogSnapshot } from "../core/log/stream-log.js";

/** A snapshot in the format of the files. Snapshots that version 0.1.0 has written have no `sum`. */
type StoredSnapshot = LogSnapshot & { readonly sum?: number };
type StoredEarlier = Omit<EarlierSnapshot, "snapshot"> & { readonly snapshot: StoredSnapshot };

/** Returns a snapshot as the text for the files. The text has a checksum of the state. */
export function snapshotText(snapshot: LogSnapshot): string {
  return JSON.stringify(withSum(snapshot));
}

/** Like {@link snapshotText}, for a snapshot of another version. */
export function earlierText(earlier: EarlierSnapshot): string {
  return JSON.stringify({ ...earlier, snapshot: withSum(earlier.snapshot) } satisfies StoredEarlier);
}

/** Returns the snapshot from a text that {@link snapshotText} has made. @throws Error if the text is damaged. */
export function readSnapshot(text: string | undefined, stream: string): LogSnapshot | undefined {
  const stored = parsed(text, stream) as StoredSnapshot | undefined;
  return stored && checked(stored, stream);
}

/** Returns the snapshot from a text that {@link earlierText} has made. @throws Error if the text is damaged. */
export function readEarlier(text: string | undefined, stream: string): EarlierSnapshot | undefined {
  const stored = parsed(text, stream) as StoredEarlier | undefined;
  return stored && { ...stored, snapshot: checked(stored.snapshot, stream) };
}

function withSum(snapshot: LogSnapshot): StoredSnapshot {
  return { ...snapshot, sum: crc32(snapshot.state) };
}

function checked({ sum, ...snapshot }: StoredSnapshot, stream: string): LogSnapshot {
  if (sum === undefined || sum === crc32(snapshot.state)) return snapshot;
  throw damagedState(stream, `a state at position ${snapshot.at} with another checksum`);
}

function parsed(text: string | undefined, stream: string): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch (cause) {
    throw damagedState(stream, `a text that is no JSON (${toError(cause).message})`, cause);
  }
}

function damagedState(stream: string, got: string, cause?: unknown): Error {
  const problem = `cannot read the state of stream "${stream.slice(0, 100)}": expected the state that the log has stored, got ${got}`;
  return new Error(`${problem}. The file of the log is damaged. Restore its folder from a copy, or remove the stream.`, { cause });
}
