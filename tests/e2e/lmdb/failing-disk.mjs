// Serves a stream whose disk fails for a while, and prints the results. failing-disk.test.ts starts it, once to serve and once to
// check what the next process finds.
import { rmSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { dag } from "@dagwire/dag";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import { createStreamServer } from "@dagwire/runtime/server";

const [part, folder, fault] = process.argv.slice(2);
const faultFile = process.env.FAULT_FILE;
const node = (id) => ({ type: "node_state", node_id: id, status: "running" });
const log = openLmdbLog(folder);
if (part === "serve") await serve();
else await check();

async function serve() {
  const errors = [];
  const seen = [];
  log.tail("run", ({ texts }) => seen.push(...texts.map(nameIn)));
  const streams = createStreamServer(dag, { path: "/:stream", log, onError: ({ message }) => errors.push(message) });
  const run = await streams.open("run");
  run.publish({ type: "run_started", run_id: "run", graph: { nodes: { a: {} }, edges: {} } });
  run.publish(node("before"));
  await run.flushed();
  writeFileSync(faultFile, fault);
  run.publish(node("during"));
  while (streams.stats().appendRetries < 2) await setTimeout(20);
  const isTaken = run.publish(node("later"));
  const other = await log.claim("other").then(
    () => "claimed",
    () => "refused",
  );
  rmSync(faultFile);
  const recovered = await Promise.race([run.flushed().then(() => true), setTimeout(8_000, false)]);
  const { unsaved } = await streams.close({ deadlineMs: 500 });
  await log.close().catch(() => undefined);
  process.stdout.write(JSON.stringify({ errors, seen, isTaken, other, recovered, unsaved }));
  process.exit();
}

async function check() {
  const { texts } = await log.read("run", undefined, { maxEvents: 100, maxBytes: 1_000_000 });
  await log.close();
  process.stdout.write(JSON.stringify(texts.map(nameIn)));
}

function nameIn(text) {
  return JSON.parse(text).node_id ?? "started";
}
