import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import { open } from "lmdb";
import { afterEach, beforeEach, expect, test } from "vitest";
import { assertIntact } from "../../../runtime/lmdb/assert-intact.js";
import { Cleanup, startStreams } from "../../helpers/stream-harness.js";
import { openToy } from "../../helpers/toy-session.js";

const cleanup = new Cleanup();
let folder = "";
let file = "";

/** Writes a log of some hundred pages with a snapshot. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "dagwire-damaged-"));
  file = join(folder, "data.mdb");
  cleanup.add(() => rmSync(folder, { recursive: true, force: true }));
  const log = openLmdbLog(folder);
  const { epoch } = await log.claim("run-1");
  const events = Array.from({ length: 300 }, (_, n) => ({ kind: "event" as const, text: JSON.stringify({ n, pad: "x".repeat(500) }) }));
  await log.append("run-1", epoch, events);
  await log.putSnapshot("run-1", epoch, { at: `${epoch}:300`, state: '{"a":"completed"}' });
  await log.close();
});
afterEach(() => cleanup.run());

/** Replaces bytes of the file by others. */
function overwrite(start: number, length: number): void {
  const descriptor = openSync(file, "r+");
  writeSync(descriptor, new Uint8Array(length).fill(0xa5), 0, length, start);
  closeSync(descriptor);
}

test.each([
  ["a file of random bytes", () => overwrite(0, 40_000), /got a file "data\.mdb" of \d+ bytes without the header of LMDB\. Restore/],
  ["a second page of random bytes", () => overwrite(4_096, 4_096), /bytes whose second page is no header of LMDB\. Restore/],
  ["a file that is cut", () => truncateSync(file, 50_000), /of 50000 bytes that should have at least \d+ bytes\. Restore/],
  ["a file that is cut within its header", () => truncateSync(file, 100), /of 100 bytes without the header of LMDB\. Restore/],
  ["a text file", () => writeFileSync(file, "no log"), /of 6 bytes without the header of LMDB\. Restore/],
] as const)("[LG24] %s is refused when the log is opened", (_, damage, sentence) => {
  damage();
  expect(() => openLmdbLog(folder)).toThrow(sentence);
  expect(() => openLmdbLog(folder)).toThrow(`cannot open the log in "${folder}": expected whole files that LMDB has written, got `);
});

test("[LG24] a folder that was copied whole is opened", async () => {
  writeFileSync(file, readFileSync(file));
  const log = openLmdbLog(folder);
  cleanup.add(() => log.close());
  expect(await log.read("run-1", undefined, { maxEvents: 1_000, maxBytes: 10_000_000 })).toMatchObject({ remaining: 0 });
});

test("[LG24] a log that another process makes longer is never called damaged", async () => {
  const writer = spawn(process.execPath, [fileURLToPath(new URL("writer.mjs", import.meta.url)), folder, "0", "40"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const closed = once(writer, "close");
  cleanup.add(async () => {
    writer.kill("SIGKILL");
    await closed;
  });
  const lengths = new Set<number>();
  while (lengths.size < 60) {
    expect(() => assertIntact(folder)).not.toThrow();
    lengths.add(statSync(file).size);
  }
});

/** Changes the stored records behind the log. */
async function edit(change: (root: ReturnType<typeof open>) => Promise<unknown>): Promise<void> {
  const root = open({ path: folder, overlappingSync: false, maxDbs: 8, noSubdir: false });
  await change(root);
  await root.close();
}

test.each([
  ["another state", (text: string) => text.replace("completed", "completeD"), "with another checksum"],
  ["a part of the text", (text: string) => text.slice(0, 20), "a text that is no JSON"],
])("[LG24] a snapshot with %s is refused when its stream is opened, and the process continues", async (_, damage, reason) => {
  await edit(async (root) => {
    const snapshots = root.openDB<string, string>({ name: "snapshots", encoding: "string" });
    await snapshots.put("run-1", damage(snapshots.get("run-1") ?? ""));
  });
  const log = openLmdbLog(folder);
  cleanup.add(() => log.close());
  const { streams } = await startStreams(cleanup, { log });
  await expect(openToy(streams)).rejects.toThrow(
    `cannot read the state of stream "run-1": expected the state that the log has stored, got `,
  );
  await expect(log.snapshot("run-1")).rejects.toThrow(reason);
  expect((await openToy(streams, "run-2")).state).toEqual({});
});

test("[LG24] a read of a stream that lacks an event rejects", async () => {
  await edit((root) => root.openDB<string, [string, number]>({ name: "events", encoding: "string" }).remove(["run-1", 200]));
  const log = openLmdbLog(folder);
  cleanup.add(() => log.close());
  const all = log.read("run-1", undefined, { maxEvents: 1_000, maxBytes: 10_000_000 });
  await expect(all).rejects.toThrow(
    /^cannot read stream "run-1": expected all events after position \d+:0, got fewer\. The file of the log is damaged/,
  );
});
