import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { StreamChanges } from "../../../../runtime/lmdb/stream-changes.js";
import type { StreamDraft } from "../../../../runtime/lmdb/stream-draft.js";
import { Tables } from "../../../../runtime/lmdb/tables.js";

/** Tables whose next commits fail, `failures` times, or are conflicts with another process, `conflicts` times. */
class TroubledTables extends Tables {
  failures = 0;
  conflicts = 0;
  commits = 0;

  override changeStream(...change: Parameters<Tables["changeStream"]>): Promise<boolean> {
    this.commits++;
    if (this.failures > 0) {
      this.failures--;
      return Promise.reject(new Error("the disk is full"));
    }
    if (this.conflicts === 0) return super.changeStream(...change);
    this.conflicts--;
    return Promise.resolve(false);
  }
}

let folder = "";
let tables: TroubledTables;
let idle = 0;
let changes: StreamChanges;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dagwire-changes-"));
  tables = new TroubledTables(folder);
  idle = 0;
  changes = new StreamChanges(tables, "run", () => void idle++);
});
afterEach(async () => {
  await tables.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Sets the number of the stream's last event, and returns it. */
const setEnd =
  (end: number) =>
  (draft: StreamDraft): number => {
    draft.setMeta({ epochs: [{ epoch: 7, base: 0 }], start: 0, end, horizonMs: 0 });
    return end;
  };
const settled = async (promises: readonly Promise<unknown>[]): Promise<readonly string[]> =>
  (await Promise.allSettled(promises)).map(({ status }) => status);

test("changes of one turn share a commit, each resolves with its result, and the last one counts", async () => {
  expect(await Promise.all([changes.make(setEnd(1)), changes.make(setEnd(2))])).toEqual([1, 2]);
  expect([tables.commits, tables.meta("run")?.end]).toEqual([1, 2]);
});

test("changes that are made during a commit wait for it, and share the next one", async () => {
  const first = changes.make(setEnd(1));
  await Promise.resolve();
  await Promise.all([first, changes.make(setEnd(2)), changes.make(setEnd(3))]);
  expect([tables.commits, tables.meta("run")?.end]).toEqual([2, 3]);
});

test("the callback for the end of all work is called once, after the last change", async () => {
  const first = changes.make(setEnd(1));
  await Promise.resolve();
  const second = changes.make(setEnd(2));
  await first;
  expect(idle).toBe(0);
  await second;
  await changes.work;
  expect(idle).toBe(1);
});

test("[LG2] a change that throws rejects alone, and nothing of it is written", async () => {
  const broken = changes.make((draft) => {
    draft.setMeta({ epochs: [{ epoch: 7, base: 0 }], start: 0, end: 9, horizonMs: 0 });
    draft.addEvent(1, "half");
    throw new Error("a change that throws");
  });
  const whole = changes.make((draft) => {
    const found = draft.meta;
    setEnd(1)(draft);
    return found;
  });
  await expect(broken).rejects.toThrow("a change that throws");
  expect(await whole).toBeUndefined();
  expect([tables.meta("run")?.end, tables.events.get(["run", 1])]).toEqual([1, undefined]);
});

test("[LG4] if another process has changed the stream, the changes are made again with its new state", async () => {
  tables.conflicts = 2;
  let times = 0;
  const end = await changes.make((draft) => {
    times++;
    return setEnd(5)(draft);
  });
  expect([end, times, tables.meta("run")?.end]).toEqual([5, 3, 5]);
});

test("[LG14] when an append fails, the appends that wait fail too, and other changes are still made", async () => {
  tables.failures = 1;
  const failing = [changes.make(setEnd(1), true), changes.make(setEnd(1))];
  await Promise.resolve();
  const waiting = [changes.make(setEnd(2), true), changes.make(setEnd(3)), changes.make(setEnd(4), true)];
  expect(await settled([...failing, ...waiting])).toEqual(["rejected", "rejected", "rejected", "fulfilled", "rejected"]);
  expect(tables.meta("run")?.end).toBe(3);
});

test("[LG14] when a change that is no append fails, the appends that wait are still made", async () => {
  tables.failures = 1;
  const failing = changes.make(setEnd(1));
  await Promise.resolve();
  const waiting = changes.make(setEnd(2), true);
  await expect(failing).rejects.toThrow("the disk is full");
  expect([await waiting, tables.meta("run")?.end]).toEqual([2, 2]);
});
