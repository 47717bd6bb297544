import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { paths } from "../harness/paths.js";
import type { Schema } from "../protocol/schema.js";

/** Runs as its own process: `node watch-driver.js PROJECT EDITS` edits event after event and prints the watcher's CPU time in ms for each. */
const [root = "", edits = ""] = process.argv.slice(2);

/** A pause that is longer than the watcher waits for the end of a burst. */
const restMs = 200;

/** The number of first edits that are not counted, because they load code for later ones. */
const warmUps = 2;

const folder = join(root, "schema/server");
const files = readdirSync(folder).toSorted();
const watcher = spawn(
  process.execPath,
  ["--import", join(paths.dist, "harness/usage-on-request.js"), paths.dagwire, "generate", "--watch"],
  {
    cwd: root,
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  },
);
await said(watcher, /watching for changes/);
const samples: number[] = [];
await edit(0);
watcher.disconnect();
watcher.kill();
process.stdout.write(JSON.stringify(samples.slice(warmUps)));

async function edit(index: number): Promise<void> {
  if (index === Number(edits) + warmUps) return;
  await pause(restMs);
  const before = await cpuMs(watcher);
  const written = said(watcher, /\d files? written/);
  addProperty(join(folder, files[(index * 7) % files.length] ?? ""), `added_${index}`);
  await written;
  samples.push((await cpuMs(watcher)) - before);
  return edit(index + 1);
}

function addProperty(path: string, name: string): void {
  const schema = JSON.parse(readFileSync(path, "utf8")) as Schema;
  const properties = { ...schema.properties, [name]: { description: "Added by an edit.", type: "string", maxLength: 80 } };
  writeFileSync(path, `${JSON.stringify({ ...schema, properties }, null, 2)}\n`);
}

async function cpuMs(child: ChildProcess): Promise<number> {
  const answer = once(child, "message");
  child.send("cpu");
  const [value] = (await answer) as [number];
  return value;
}

/** Settles when the child's standard error matches. Rejects if the child ends first. */
function said(child: ChildProcess, pattern: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = "";
    const onData = (chunk: Buffer): void => {
      text += chunk.toString();
      if (!pattern.test(text)) return;
      child.stderr?.off("data", onData);
      child.off("exit", onExit);
      resolve();
    };
    const onExit = (code: number | null): void => reject(new Error(`the watcher ended with ${code}: ${text}`));
    child.stderr?.on("data", onData);
    child.once("exit", onExit);
  });
}
