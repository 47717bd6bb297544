import { join } from "node:path";
import { checkProtocol, modelProtocol } from "dagwire";
import type { ProtocolModel } from "dagwire";

/**
 * Runs as its own process: `node check-driver.js BEFORE AFTER` reads two versions of a protocol from the folders
 * of two projects and checks the second against the first. It prints the CPU times of reading and checking in ms.
 */
const [before = "", after = ""] = process.argv.slice(2);
const start = process.cpuUsage();
const [old, today] = [before, after].map(modelOf);
const readingMs = cpuMsSince(start);
if (old === undefined || today === undefined) throw new Error("two folders, please");
const atRead = process.cpuUsage();
const { findings } = checkProtocol({
  today,
  baselines: [{ label: "before", roles: ["deployed"], model: old }],
  deploy: "server-first",
});
const decidingMs = cpuMsSince(atRead);
if (findings.length > 0) throw new Error(`unexpected: ${findings.map(({ rule, event }) => `${rule} ${event}`).join("\n")}`);
process.stdout.write(JSON.stringify({ readingMs, decidingMs }));

function modelOf(root: string): ProtocolModel {
  const plan = { manifestPath: join(root, "schema/protocol.json"), outPath: join(root, "generated"), runtime: "@dagwire/runtime" };
  const { model } = modelProtocol(root, plan);
  if (model === undefined) throw new Error(`${root} cannot be read`);
  return model;
}

function cpuMsSince(earlier: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(earlier);
  return (user + system) / 1000;
}
