import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";

const script = fileURLToPath(new URL("full-disk.mjs", import.meta.url));
// Only the processes of this namespace see the disk. It disappears with them.
const inSpace = ["--map-root-user", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c"];
const mount = 'mount -t tmpfs -o size=3m none "$1"';
const mayMount = spawnSync("unshare", [...inSpace, mount, "sh", tmpdir()]).status === 0;

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dagwire-full-"));
});
afterEach(async () => {
  for (const used of [folder, `${folder}.json`]) await rm(used, { recursive: true, force: true });
});

/** Runs a shell command. In it `$1` is a disk of 3 MB, `$2` is node, and `$3` the script. */
async function onSmallDisk(command: string): Promise<string> {
  const parameters = [...inSpace, `${mount} && ${command}`, "sh", folder, process.execPath, script];
  const { stdout } = await promisify(execFile)("unshare", parameters, { timeout: 40_000, killSignal: "SIGKILL" });
  return stdout;
}

const isSkipped = !mayMount && process.env["CI"] === undefined;
const reason = isSkipped ? ", skipped: this process may not mount a disk of 3 MB" : "";

test.skipIf(isSkipped)(
  `[LG14] while a disk is full, events and a command wait, and all of them are stored when it has room again${reason}`,
  { timeout: 60_000 },
  async () => {
    const strict = '"$2" --unhandled-rejections=strict "$3"';
    const told: unknown = JSON.parse(await onSmallDisk(`${strict} serve "$1" && ${strict} check "$1"`));
    const failures = ["filled", "run"].map((stream): unknown =>
      expect.stringMatching(
        `^The log of stream "${stream}" has failed\\. .*: cannot write stream "${stream}" to the log in ".*": expected the disk to store it, got "(?:Input/output error|No space left on device)"`,
      ),
    );
    expect(told).toMatchObject({
      away: { type: "$source", stream: "run", part: "log", state: "away" },
      refused: { type: "$nack", code: "unavailable", retryAfterMs: 1_000 },
      isPublishTaken: false,
      whileFull: { errors: failures, streams: 2 },
      behind: ["rejected", "rejected", "appended"],
      after: { type: "$ack" },
      again: { type: "$ack", duplicate: true },
      next: { type: "$ack" },
      later: [],
      closed: { unsaved: { events: 0, streams: 0 } },
      found: { run: ["run_started", "node_log", "run_paused", "node_log"], behind: 1, outcome: { result: { status: "accepted" } } },
    });
    const { published, found, whileFull } = told as {
      readonly published: number;
      readonly found: { readonly filled: number };
      readonly whileFull: { readonly appendRetries: number };
    };
    expect(published).toBeGreaterThan(20);
    expect(found.filled).toBe(published);
    expect(whileFull.appendRetries).toBeGreaterThan(1);
  },
);

test.skipIf(isSkipped)(`[LG14] opening a new log throws if the disk has too little free space${reason}`, { timeout: 60_000 }, async () => {
  const fill = 'head -c 4000000 /dev/zero > "$1/ballast" 2>/dev/null';
  const open = `import { openLmdbLog } from "@dagwire/runtime/lmdb"; try { openLmdbLog(process.argv[1] + "/log") } catch (error) { console.log(error.message) }`;
  const told = await onSmallDisk(`{ ${fill}; "$2" --input-type=module -e '${open}' "$1"; }`);
  expect(told).toMatch(/^cannot open a log in ".*": expected 65536 free bytes on the disk, got \d+\. Free some space on the disk\.\n$/);
});
