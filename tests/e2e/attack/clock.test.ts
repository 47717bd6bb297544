import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, expect, test } from "vitest";
import { createCommandId } from "../../../runtime/core/log/command-id.js";

const script = fileURLToPath(new URL("clock.mjs", import.meta.url));
const hasFaketime = spawnSync("faketime", ["-f", "+0d", "true"]).status === 0;
const isSkipped = !hasFaketime && process.env["CI"] === undefined;
const reason = isSkipped ? ", skipped: this machine has no faketime" : "";
const day = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), "dagwire-clock-"));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a server whose clock differs by some days. Sends the commands of a client whose clock is right. */
async function run(days: string, ids: readonly string[]): Promise<{ readonly atMs: number; readonly answers: readonly string[] }> {
  const node = [process.execPath, "--unhandled-rejections=strict", script, folder, ...ids];
  const { stdout } = await promisify(execFile)("faketime", ["-f", days, ...node], { timeout: 30_000, killSignal: "SIGKILL" });
  return JSON.parse(stdout) as { readonly atMs: number; readonly answers: readonly string[] };
}

test.skipIf(isSkipped)(
  `[LG8] one start with a clock that is 30 days ahead or behind makes no later command forgotten${reason}`,
  { timeout: 90_000 },
  async () => {
    let made = 0;
    const newId = (): string => createCommandId(Date.now(), Math.random, made++);
    const first = [newId(), newId()];
    expect((await run("+0d", first)).answers).toEqual(["ack", "ack"]);
    const second = [...first, newId()];
    const ahead = await run("+30d", second);
    expect(ahead.atMs - Date.now()).toBeGreaterThan(29 * day);
    expect(ahead.answers).toEqual(["duplicate", "duplicate", "ack"]);
    const third = [...second, newId()];
    expect((await run("+0d", third)).answers).toEqual(["duplicate", "duplicate", "duplicate", "ack"]);
    const behind = await run("-30d", [...third, newId()]);
    expect(Date.now() - behind.atMs).toBeGreaterThan(29 * day);
    expect(behind.answers).toEqual(["duplicate", "duplicate", "duplicate", "duplicate", "ack"]);
  },
);
