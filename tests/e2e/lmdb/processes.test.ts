import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import { afterEach, beforeEach, expect, test } from "vitest";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dagwire-exit-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function run(script: string, ...parameters: readonly string[]): { readonly output: () => string; readonly code: Promise<number | null> } {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [path, folder, ...parameters], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
  const overdue = setTimeout(() => child.kill("SIGKILL"), 20_000);
  const code = once(child, "close").then(([status]) => {
    clearTimeout(overdue);
    return status as number | null;
  });
  return { output: () => output, code };
}

test("a process that exits in the middle of an append ends with its own code", { timeout: 120_000 }, async () => {
  for (const delayMs of ["0", "0", "0", "0", "1", "2", "3", "5"]) expect(await run("exiter.mjs", delayMs).code).toBe(3);
});

test(
  "[LG4] processes that claim one stream from each other append in turn: nothing lost, nothing twice",
  { timeout: 120_000 },
  async () => {
    const contenders = ["a", "b", "c"].map((name) => run("contender.mjs", name, "40"));
    expect(await Promise.all(contenders.map(({ code }) => code))).toEqual([0, 0, 0]);
    const appended = contenders.flatMap(({ output }) => output().split("\n").filter(Boolean));
    const log = openLmdbLog(folder);
    const held: string[] = [];
    let cursor: string | undefined;
    for (;;) {
      const result = await log.read("run", cursor, { maxEvents: 1_000, maxBytes: 1_000_000 });
      if (result?.status !== "events") throw new Error(`expected events, got ${JSON.stringify(result)}`);
      if (result.texts.length === 0) break;
      held.push(...result.texts);
      cursor = result.at;
    }
    await log.close();
    expect(appended.length).toBeGreaterThan(40);
    expect(held.toSorted()).toEqual(appended.toSorted());
  },
);
