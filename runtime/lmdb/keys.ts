import { createHash } from "node:crypto";
import type { Key } from "lmdb";
import { utf8Length } from "../core/base/utf8.js";

/** The most bytes of a key that LMDB accepts. */
const maxKeyBytes = 1_978;
const separatorBytes = 1;
const numberBytes = 9;

/**
 * The first part of a key in which hashes replace texts that are too long. A key without hashes begins with a stream's
 * id, never with `true`.
 */
const isHashed = true;

/**
 * The number of characters at the start of a command's id that encode its time. A key with hashes contains them, so that
 * keys sort by time.
 */
const timeLength = 13;

/** The end of ranges of keys. It sorts after every text, because UTF-8 does not use this byte. */
const afterAll = Uint8Array.of(0xff);

/** All keys from `start` up to but without `end`, in the order of LMDB. */
export type KeyRange = { readonly start: Key; readonly end: Key };

/** Returns the key of a stream. */
export function streamKey(stream: string): Key {
  return fits([stream]) ? stream : [isHashed, hashOf(stream)];
}

/** Returns the key of an event. */
export function eventKey(stream: string, number: number): Key {
  return fits([stream], separatorBytes + numberBytes) ? [stream, number] : [isHashed, hashOf(stream), number];
}

/** Returns the number of a key that {@link eventKey} has made. */
export function numberOf(key: Key): number {
  return Array.isArray(key) ? Number(key.at(-1)) : 0;
}

/** Returns the range of all keys that {@link eventKey} makes for a stream. */
export function allNumbers(stream: string): KeyRange {
  return { start: eventKey(stream, 0), end: eventKey(stream, Number.MAX_SAFE_INTEGER) };
}

/** Returns the range of the keys of a stream's events after number `after`, up to and including number `last`. */
export function eventRange(stream: string, after: number, last: number): KeyRange {
  return { start: eventKey(stream, after + 1), end: eventKey(stream, last + 1) };
}

/**
 * Returns the key of an outcome or a decision. `id` is the command's id or the gate. If `stream` and `id` together are too long
 * for LMDB, the key consists of hashes of both. Else the key consists of both texts, as in the files of version 0.1.0.
 */
export function recordKey(stream: string, id: string): Key {
  return fits([stream, id]) ? [stream, id] : [isHashed, hashOf(stream), id.slice(0, timeLength), hashOf(id)];
}

/** Returns the id, or at least its time, of a key that {@link recordKey} has made. */
export function idOf(key: Key): string {
  if (!Array.isArray(key)) return "";
  const [first, second, third] = key;
  return String(first === isHashed ? third : second);
}

/** Returns the ranges of the keys of a stream's outcomes or decisions. @param before Only ids that sort before this text. */
export function recordRanges(stream: string, before?: string): readonly KeyRange[] {
  const end = before ?? afterAll;
  const hashed = hashOf(stream);
  const ranges: KeyRange[] = [{ start: [isHashed, hashed, ""], end: [isHashed, hashed, end] }];
  // If the stream's id alone is too long for a key, hashes replace it in the keys of all its outcomes and decisions.
  if (fits([stream, before ?? ""])) ranges.push({ start: [stream, ""], end: [stream, end] });
  return ranges;
}

function fits(texts: readonly string[], more = 0): boolean {
  const bytes = texts.reduce((sum, text) => sum + encodedLength(text), more + (texts.length - 1) * separatorBytes);
  return bytes <= maxKeyBytes;
}

/** Returns the number of bytes of a text inside a key of lmdb. */
function encodedLength(text: string): number {
  // lmdb puts a byte before a text that is empty or begins with a character whose code is below 28. In texts of less than 64
  // characters lmdb escapes the characters with the codes 0 to 4.
  const mark = text === "" || text.charCodeAt(0) < 28 ? 1 : 0;
  return mark + utf8Length(text) + (text.length < 64 ? countEscaped(text) : 0);
}

function countEscaped(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) <= 4) count++;
  return count;
}

function hashOf(text: string): string {
  // UTF-16 keeps lone surrogates distinct. UTF-8 would replace all of them by one character, so that their hashes would be the same.
  return createHash("sha256").update(Buffer.from(text, "utf16le")).digest("base64url");
}
