import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import { expect, onTestFinished, test } from "vitest";
import type { TrimRequest } from "../../runtime/core/log/stream-log.js";
import { Tables } from "../../runtime/lmdb/tables.js";
import { repository } from "../helpers/run-cli.js";
import { event } from "./log-bench.js";

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "dagwire-lmdb-open-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("a log at the path of a file is refused, and the error says that a folder is expected", () => {
  const file = join(newFolder(), "runs.mdb");
  writeFileSync(file, "");
  expect(() => openLmdbLog(file)).toThrow(`cannot open a log in "${file}": expected a folder, got a file.`);
});

test("a log makes its folder, with all folders above it", async () => {
  const path = join(newFolder(), "a", "b");
  const log = openLmdbLog(path);
  expect(await log.claim("run")).toMatchObject({ head: expect.stringMatching(/:0$/) as string });
  await log.close();
  expect(existsSync(join(path, "data.mdb"))).toBe(true);
});

test("a log that is closed writes the changes that were asked for before", async () => {
  const folder = newFolder();
  const log = openLmdbLog(folder);
  const { epoch } = await log.claim("run");
  const appended = [log.append("run", epoch, [event(1)])];
  // The second append waits for the commit of the first one.
  for (let turn = 0; turn < 4; turn++) await Promise.resolve();
  appended.push(log.append("run", epoch, [event(2)]));
  await log.close();
  expect(await Promise.all(appended)).toMatchObject([{ status: "appended" }, { status: "appended" }]);
  const again = openLmdbLog(folder);
  onTestFinished(() => again.close());
  expect(await again.head("run")).toBe(`${epoch}:2`);
});

test("[LG9] a trim removes the events from the files, not only from the answers", async () => {
  const folder = newFolder();
  const log = openLmdbLog(folder);
  expect(log.durability).toBe("durable");
  const { epoch } = await log.claim("run");
  await log.append("run", epoch, [event(1), event(2), event(3)]);
  await log.putSnapshot("run", epoch, { at: `${epoch}:2`, state: "{}" });
  await log.trim("run", { through: `${epoch}:2` });
  await log.close();
  const tables = new Tables(folder);
  onTestFinished(() => tables.close());
  expect([...tables.events.getKeys()]).toEqual([["run", 3]]);
});

test("[LG17] a trim that keeps no earlier checkpoint frees its space, and one that keeps it does not", async () => {
  const folder = newFolder();
  const stored = async (rollback: TrimRequest["rollback"]): Promise<boolean> => {
    const log = openLmdbLog(folder);
    const { epoch } = await log.claim("run");
    await log.append("run", epoch, [event(1), event(2)]);
    await log.putSnapshot("run", epoch, { at: `${epoch}:1`, state: "1", protocol: { version: "1.0.0", digest: "one" } });
    await log.putSnapshot("run", epoch, { at: `${epoch}:2`, state: "2", protocol: { version: "2.0.0", digest: "two" } });
    await log.trim("run", { through: `${epoch}:2`, rollback });
    await log.close();
    const tables = new Tables(folder);
    const keys = [tables.checkpoints, tables.checkpointStates].map((table) => [...table.getKeys()]);
    await tables.close();
    expect(keys[0]).toEqual(keys[1]);
    return keys[0]?.length === 1;
  };
  expect(await stored({ replacedSinceMs: 0, maxEvents: 10 })).toBe(true);
  expect(await stored(undefined)).toBe(false);
});

test("[LG32] a snapshot whose text begins with another property than its position is found by its place", async () => {
  const folder = newFolder();
  const log = openLmdbLog(folder);
  const { epoch } = await log.claim("run");
  await log.append("run", epoch, [event(1), event(2)]);
  await log.putSnapshot("run", epoch, { state: "{}", at: `${epoch}:1` });
  expect(await log.snapshot("run", { upTo: `${epoch}:2` })).toEqual({ at: `${epoch}:1`, state: "{}" });
  expect(await log.snapshot("run", { upTo: `${epoch}:0` })).toBeUndefined();
  await log.close();
});

test("without the package lmdb the error says what to install", () => {
  const folder = newFolder();
  mkdirSync(join(folder, "dist"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  // No folder above this copy holds the package lmdb.
  for (const part of ["core", "lmdb"]) cpSync(join(repository, "runtime/dist", part), join(folder, "dist", part), { recursive: true });
  const program = `
    import { openLmdbLog } from "./dist/lmdb/index.js";
    try { openLmdbLog("runs"); } catch (error) { console.log(error.message); }`;
  writeFileSync(join(folder, "program.js"), program);
  const output = execFileSync(process.execPath, ["program.js"], { cwd: folder, encoding: "utf8" });
  expect(output).toContain("openLmdbLog needs the npm package lmdb. Install it: npm install lmdb (Cannot find module 'lmdb'");
});
