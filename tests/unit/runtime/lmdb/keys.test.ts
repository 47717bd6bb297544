import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { open } from "lmdb";
import type { Database, Key, RootDatabase } from "lmdb";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { eventKey, eventRange, idOf, recordKey, recordRanges, streamKey } from "../../../../runtime/lmdb/keys.js";

let folder = "";
let root: RootDatabase<string>;
let table: Database<string>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "dagwire-keys-"));
  root = open({ path: folder, noSubdir: false, noSync: true });
  table = root.openDB<string>({ name: "keys", encoding: "string" });
});
afterAll(async () => {
  await root.close();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => table.clearSync());

function isTaken(key: Key): boolean {
  try {
    table.putSync(key, "");
    return true;
  } catch {
    return false;
  }
}

const hasHashes = (key: Key): boolean => Array.isArray(key) && key[0] === true;
const letters = (count: number): string => "x".repeat(count);

// lmdb writes a mark before some first characters, and escapes some characters of texts of less than 64 characters.
test.each([
  ["an empty text", ""],
  ["a letter", "a"],
  ["the character 4", "\u0004"],
  ["the character 5", "\u0005"],
  ["the character 27", "\u001b"],
  ["the character 28", "\u001c"],
  ["a later character 4", "a\u0004\u0004"],
  ["a later character 5", "a\u0005\u0005"],
  ["63 characters with an escape", `${letters(62)}\u0000`],
  ["64 characters with a character that would be escaped in a shorter text", `${letters(63)}\u0000`],
  ["characters of two bytes", "ü".repeat(20)],
])("[LG13] a key with %s has hashes exactly if LMDB refuses the texts", (_, text) => {
  for (let count = 1_910; count <= 1_985; count++) {
    expect([count, hasHashes(recordKey(text, letters(count)))]).toEqual([count, !isTaken([text, letters(count)])]);
    expect([count, hasHashes(recordKey(letters(count), text))]).toEqual([count, !isTaken([letters(count), text])]);
  }
});

test("[LG13] the keys of a stream and of its events have hashes exactly if LMDB refuses the stream's id", () => {
  for (let count = 1_960; count <= 1_985; count++) {
    expect([count, hasHashes(streamKey(letters(count)))]).toEqual([count, !isTaken(letters(count))]);
    expect([count, hasHashes(eventKey(letters(count), 7))]).toEqual([count, !isTaken([letters(count), 7])]);
  }
});

test("[LG13] LMDB takes each key with hashes, and each name has another one", () => {
  const names = [letters(2_000), letters(2_001), `${letters(2_000)}\ud800`, `${letters(2_000)}\ud801`];
  const keys = names.flatMap((name) => [streamKey(name), eventKey(name, 1), recordKey(name, "id"), recordKey("run", name)]);
  expect(keys.filter((key) => !hasHashes(key) || !isTaken(key))).toEqual([]);
  expect(new Set(keys.map((key) => JSON.stringify(key))).size).toBe(keys.length);
});

test("the id of a key is its text, or begins with the same 13 characters if the key has hashes", () => {
  expect(idOf(recordKey("run", "019ab4c2-0000-7000"))).toBe("019ab4c2-0000-7000");
  expect(idOf(recordKey("run", `019ab4c2-0000-7000${letters(2_000)}`))).toBe("019ab4c2-0000");
  expect(idOf("run")).toBe("");
});

test("the range of a stream's events has no event of other numbers or streams", () => {
  const others = [eventKey("run", 2), eventKey("run", 6), eventKey("ru", 4), eventKey("run2", 4)];
  const own = [3, 4, 5].map((number) => eventKey("run", number));
  for (const key of [...own, ...others]) table.putSync(key, "");
  expect([...table.getKeys(eventRange("run", 2, 5))]).toEqual(own);
});

test.each([
  ["a short id", "run"],
  ["an id that fits into a key with an empty text only", letters(1_976)],
  ["an id that fits into no key", letters(1_990)],
])("the ranges of a stream with %s have all keys of its outcomes, and none of another stream", (_, stream) => {
  const ids = ["", "a", letters(1_000), letters(1_990), "\u{10ffff}"];
  const own = ids.map((id) => recordKey(stream, id));
  for (const key of [...own, ...ids.map((id) => recordKey(`${stream}-`, id))]) table.putSync(key, "");
  const found = recordRanges(stream).flatMap((range) => [...table.getKeys(range)]);
  expect(new Set(found.map((key) => JSON.stringify(key)))).toEqual(new Set(own.map((key) => JSON.stringify(key))));
  const before = recordRanges(stream, "x").flatMap((range) => [...table.getKeys(range)]);
  expect(before.map(idOf).toSorted()).toEqual(["", "a"]);
});
