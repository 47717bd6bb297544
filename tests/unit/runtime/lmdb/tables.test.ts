import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { Tables, keysWithin, lastKeysWithin } from "../../../../runtime/lmdb/tables.js";

let folder = "";
let tables: Tables;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dagwire-tables-"));
  tables = new Tables(folder);
});
afterEach(async () => {
  await tables.close();
  rmSync(folder, { recursive: true, force: true });
});

const meta = { epochs: [{ epoch: 7, base: 0 }], start: 0, end: 0, horizonMs: 0 } as const;

test("[LG14] a write that fails rejects with the reason, the stream, the folder and what to do", async () => {
  const fail = (): void => {
    throw new Error("the reason");
  };
  const sentence = (stream: string): string =>
    `cannot write stream "${stream}" to the log in "${folder}": expected the disk to store it, got "the reason". Nothing of it was written.`;
  await expect(tables.changeStream("run", undefined, meta, fail)).rejects.toThrow(sentence("run"));
  await expect(tables.changeStream("r".repeat(101), undefined, meta, fail)).rejects.toThrow(sentence("r".repeat(100)));
});

test("[LG4] each change gives a stream another version, also after it was removed and created anew within a millisecond", async () => {
  const now = vi.spyOn(Date, "now").mockReturnValue(1_764_045_000_000);
  onTestFinished(() => now.mockRestore());
  const versions: (number | undefined)[] = [];
  for (const next of [meta, meta, undefined, meta]) {
    const { version } = tables.versionedMeta("run");
    expect(await tables.changeStream("run", version, next, () => undefined)).toBe(true);
    versions.push(tables.versionedMeta("run").version);
  }
  const [first, second, removed, again] = versions;
  expect(second).toBe((first ?? 0) + 1);
  expect(removed).toBeUndefined();
  expect([undefined, first, second]).not.toContain(again);
});

test("after close() the files are closed, so that nothing can be read", async () => {
  const other = new Tables(join(folder, "other"));
  await other.changeStream("run", undefined, meta, () => undefined);
  expect(other.meta("run")).toEqual(meta);
  await other.close();
  expect(() => other.meta("run")).toThrow();
});

test("keys are found within their ranges, and the last key of each range", async () => {
  await Promise.all(["a", "b", "c", "x"].map((id) => tables.outcomes.put(["run", id], "")));
  const ranges = [
    { start: ["run", "a"], end: ["run", "c"] },
    { start: ["run", "d"], end: ["run", "e"] },
    { start: ["run", "c"], end: ["run", "z"] },
  ];
  expect(keysWithin(tables.outcomes, ranges)).toEqual(["a", "b", "c", "x"].map((id) => ["run", id]));
  expect(lastKeysWithin(tables.outcomes, ranges.slice(1))).toEqual([["run", "x"]]);
});
