import { crc32 } from "node:zlib";
import { toError } from "../core/base/error.js";
import type { KeptCheckpoint } from "../core/log/checkpoints.js";
import type { Position } from "../core/frames/types.js";
import type { LogSnapshot } from "../core/log/stream-log.js";

/** When a snapshot was stored, and the bytes of the stream's events up to the snapshot. */
type Stored = Pick<KeptCheckpoint, "storedMs" | "bytes">;

/** A snapshot in the format of the files. Snapshots that version 0.1.0 has written have nothing but the snapshot. */
export type StoredSnapshot = LogSnapshot & Partial<Stored> & { readonly sum?: number };

/** Returns a snapshot as the text for the files. The text has a checksum of the state. */
export function snapshotText(snapshot: LogSnapshot, { storedMs, bytes }: Stored): string {
  return JSON.stringify({ ...snapshot, sum: crc32(snapshot.state), storedMs, bytes } satisfies StoredSnapshot);
}

/** Returns the snapshot from a text that {@link snapshotText} has made. @throws Error if the text is damaged. */
export function readSnapshot(text: string | undefined, stream: string): LogSnapshot | undefined {
  const stored = readStored(text, stream);
  if (stored === undefined) return undefined;
  const { at, state, protocol, sum } = stored;
  return checked({ at, state, ...(protocol && { protocol }) }, sum, stream);
}

/** Returns all properties of a text that {@link snapshotText} has made. @throws Error if the text is no JSON. */
export function readStored(text: string | undefined, stream: string): StoredSnapshot | undefined {
  return parsed(text, stream) as StoredSnapshot | undefined;
}

/** Returns the position of a snapshot from the start of its text. Returns `undefined` if its text begins with another property. */
export function positionAtStart(text: string): Position | undefined {
  return /^\{"at":"(\d+:\d+)"/.exec(text)?.[1];
}

/** Returns a checkpoint as the text for the files. The key has its number. */
export function checkpointText(checkpoint: KeptCheckpoint): string {
  return JSON.stringify({ ...checkpoint, count: undefined });
}

/** Returns the checkpoint from a text that {@link checkpointText} has made. */
export function readCheckpoint(text: string): Omit<KeptCheckpoint, "count"> {
  return JSON.parse(text) as Omit<KeptCheckpoint, "count">;
}

function checked(snapshot: LogSnapshot, sum: number | undefined, stream: string): LogSnapshot {
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
