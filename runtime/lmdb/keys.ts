import { createHash } from "node:crypto";
import type { Key } from "lmdb";
import { utf8Length } from "../core/base/utf8.js";

/** The longest key that LMDB accepts. */
const maxKeyBytes = 1_978;
const separatorBytes = 1;
const numberBytes = 9;

/** First part of every key with hashes. A key that begins with a stream's id differs, because lmdb encodes texts and `true` differently. */
const isHashed = true;

/** Length of the time in a command's id. Keys with hashes begin with it, so that ids still sort by time. */
const timeLength = 13;

/** Sorts after every text, because UTF-8 does not use this byte. */
const afterAll = Uint8Array.of(0xff);

/** A range of keys in the order of LMDB, without `end`. */
export type KeyRange = { readonly start: Key; readonly end: Key };

/** Returns the key of a stream. */
export function streamKey(stream: string): Key {
  return fits([stream]) ? stream : [isHashed, hashOf(stream)];
}

/** Returns the key of an event. */
export function eventKey(stream: string, number: number): Key {
  return fits([stream], separatorBytes + numberBytes) ? [stream, number] : [isHashed, hashOf(stream), number];
}

/** Returns the range of events after number `after`, up to and including number `last`. */
export function eventRange(stream: string, after: number, last: number): KeyRange {
  return { start: eventKey(stream, after + 1), end: eventKey(stream, last + 1) };
}

/**
 * Returns the key of an outcome or a decision. `id` is the command's id or the gate. If the two texts are too long for
 * LMDB, the key holds their hashes. Else it holds the texts, as in the files of version 0.1.0.
 */
export function recordKey(stream: string, id: string): Key {
  return fits([stream, id]) ? [stream, id] : [isHashed, hashOf(stream), id.slice(0, timeLength), hashOf(id)];
}

/** Returns the ranges of a stream's outcomes or decisions. @param before limits the ranges to ids that sort before this text */
export function recordRanges(stream: string, before?: string): readonly KeyRange[] {
  const end = before ?? afterAll;
  const hashed = hashOf(stream);
  const ranges: KeyRange[] = [{ start: [isHashed, hashed, ""], end: [isHashed, hashed, end] }];
  // Beside a longer stream id, no command id was ever written as text.
  if (fits([stream, before ?? ""])) ranges.push({ start: [stream, ""], end: [stream, end] });
  return ranges;
}

function fits(texts: readonly string[], more = 0): boolean {
  const bytes = texts.reduce((sum, text) => sum + encodedLength(text), more + (texts.length - 1) * separatorBytes);
  return bytes <= maxKeyBytes;
}

/** Returns the bytes of a text in a key of lmdb. */
function encodedLength(text: string): number {
  // lmdb marks a text that is empty or begins with a character below 28. It escapes characters up to 4 in texts shorter than 64.
  const mark = text === "" || text.charCodeAt(0) < 28 ? 1 : 0;
  return mark + utf8Length(text) + (text.length < 64 ? countEscaped(text) : 0);
}

function countEscaped(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) <= 4) count++;
  return count;
}

function hashOf(text: string): string {
  // In UTF-8 all lone surrogates would have the same hash.
  return createHash("sha256").update(Buffer.from(text, "utf16le")).digest("base64url");
}
