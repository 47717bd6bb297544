import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";

const fileOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "dagwire-failing-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const isCi = process.env["CI"] !== undefined;

// No disk that fails on demand can be had without the rights of an administrator. So a library stands before the C library, and
// gives the errors of such a disk to LMDB's own system calls.
const library = join(folder, "failing-disk.so");
const compiler = spawnSync("cc", ["-shared", "-fPIC", "-o", library, fileOf("failing-disk.c"), "-ldl"]);
const isSkipped = compiler.status !== 0 && !isCi;
const reason = isSkipped ? ", skipped: this machine has no C compiler" : "";

const faults = [
  ["a write that fails with EIO", "write 5", "Input/output error"],
  ["a flush that fails with EIO", "sync 5", "Input/output error"],
  ["a disk that becomes read-only", "write 30", "Read-only file system"],
] as const;

const all = ["started", "before", "during", "later"];

test.skipIf(isSkipped).each(faults)(
  `[LG14] %s: events wait, nothing is lost, and all of them are stored when the disk works again${reason}`,
  { timeout: 60_000 },
  async (name, fault, error) => {
    const log = join(folder, name.replaceAll(" ", "-"));
    const env = { ...process.env, LD_PRELOAD: library, FAULT_FILE: join(folder, "fault") };
    const program = fileOf("failing-disk.mjs");
    const flags = ["--unhandled-rejections=strict", program];
    const served = await run(process.execPath, [...flags, "serve", log, fault], { env, timeout: 50_000, killSignal: "SIGKILL" });
    expect(JSON.parse(served.stdout)).toEqual({
      errors: [expect.stringContaining(`cannot write stream "run" to the log in "${log}": expected the disk to store it, got "${error}`)],
      seen: all,
      isTaken: true,
      other: "refused",
      recovered: true,
      unsaved: { events: 0, streams: 0 },
    });
    const checked = await run(process.execPath, [program, "check", log]);
    expect(JSON.parse(checked.stdout)).toEqual(all);
  },
);

// Only the processes of this namespace see the disk. It disappears with them.
const inSpace = ["--map-root-user", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c"];
const mount = 'mount -t tmpfs -o size=3m none "$1"';
const mayMount = spawnSync("unshare", [...inSpace, mount, "sh", tmpdir()]).status === 0;
const mountReason = mayMount || isCi ? "" : ", skipped: this process may not mount a disk";

test.skipIf(mountReason !== "")(`a log on a read-only disk is refused with a sentence, and is whole afterwards${mountReason}`, async () => {
  const open = `import { openLmdbLog } from "@dagwire/runtime/lmdb";
    const [folder, isWritable] = process.argv.slice(1);
    try {
      const log = openLmdbLog(folder);
      if (isWritable === "claims") await log.claim("run");
      console.log((await log.head("run")) === undefined ? "empty" : "claimed");
      await log.close();
    } catch (error) { console.log(error.message) }`;
  const node = '"$2" --unhandled-rejections=strict --input-type=module -e "$3"';
  const remount = (mode: string): string => `mount -o remount,${mode} "$1"`;
  const steps = [
    mount,
    `${node} "$1/log" claims`,
    remount("ro"),
    `${node} "$1/log"`,
    `${node} "$1/new"`,
    remount("rw"),
    `${node} "$1/log"`,
  ];
  const { stdout } = await run("unshare", [...inSpace, steps.join(" && "), "sh", folder, process.execPath, open], { timeout: 40_000 });
  const refusal = (path: string): string =>
    `cannot open a log in "${join(folder, path)}": expected a folder that this process may write to, got "EROFS`;
  const [first, existing, missing, last] = stdout.split("\n");
  expect([first, last]).toEqual(["claimed", "claimed"]);
  expect(existing).toContain(refusal("log"));
  expect(missing).toContain(refusal("new"));
  expect(missing).toContain("Mount the disk for writing, change the rights of the folder, or pass another folder.");
});
