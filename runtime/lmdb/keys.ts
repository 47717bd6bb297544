import { createHash } from "node:crypto";
import type { Key } from "lmdb";
import { utf8Length } from "../core/base/utf8-length.js";

/** LMDB takes no longer key. */
const maxKeyBytes = 1_978;
const separatorBytes = 1;
const numberBytes = 9;

/**
 * Stands first in every key that holds hashes. No key that holds a stream's id begins like this: the first byte
 * of a text is another one than that of `true`.
 */
const isHashed = true;

/** As much of a command's id as its time takes: hashed ids still sort by time. */
const timeLength = 13;

/** A byte that UTF-8 does not have sorts behind every text. */
const behindAll = Uint8Array.of(0xff);

/** Some keys of one table, in the order of LMDB. */
export type KeyRange = { readonly start: Key; readonly end: Key };

/** Key of a stream. */
export function streamKey(stream: string): Key {
  return fits([stream]) ? stream : [isHashed, hashOf(stream)];
}

/** Key of an event by its stream and number. */
export function eventKey(stream: string, number: number): Key {
  return fits([stream], separatorBytes + numberBytes) ? [stream, number] : [isHashed, hashOf(stream), number];
}

/** The events of a stream after number `after`, up to number `last`. */
export function eventRange(stream: string, after: number, last: number): KeyRange {
  return { start: eventKey(stream, after + 1), end: eventKey(stream, last + 1) };
}

/**
 * Key of an outcome or a decision by its stream and the command's id or the gate. It is the two texts where LMDB
 * takes them, so that what earlier versions have written is found, and their hashes where they are too long.
 */
export function recordKey(stream: string, id: string): Key {
  return fits([stream, id]) ? [stream, id] : [isHashed, hashOf(stream), id.slice(0, timeLength), hashOf(id)];
}

/** Where the records of a stream are. @param before Only those of ids that sort before this text. */
export function recordRanges(stream: string, before?: string): readonly KeyRange[] {
  const end = before ?? behindAll;
  const hashed = hashOf(stream);
  const ranges: KeyRange[] = [{ start: [isHashed, hashed, ""], end: [isHashed, hashed, end] }];
  // Beside a stream's id that leaves less room than this, no id with a time has been written.
  if (fits([stream, before ?? ""])) ranges.push({ start: [stream, ""], end: [stream, end] });
  return ranges;
}

function fits(texts: readonly string[], more = 0): boolean {
  const bytes = texts.reduce((sum, text) => sum + encodedLength(text), more + (texts.length - 1) * separatorBytes);
  return bytes <= maxKeyBytes;
}

/** Bytes of a text as lmdb writes it into a key. */
function encodedLength(text: string): number {
  // It marks a text that is empty or begins with one of the first 28 characters, and escapes the first five in a short text.
  const mark = text === "" || text.charCodeAt(0) < 28 ? 1 : 0;
  return mark + utf8Length(text) + (text.length < 64 ? countEscaped(text) : 0);
}

function countEscaped(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) <= 4) count++;
  return count;
}

function hashOf(text: string): string {
  // UTF-8 would give all lone surrogates one hash.
  return createHash("sha256").update(Buffer.from(text, "utf16le")).digest("base64url");
}
