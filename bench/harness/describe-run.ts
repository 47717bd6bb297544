import { readFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { paths } from "./paths.js";
import { settings } from "./settings.js";

const peers = ["json-schema-to-typescript", "ajv", "ajv-formats", "@sinclair/typebox", "zod", "valibot", "@exodus/schemasafe", "esbuild"];

/** Returns the head of the report: date, machine and versions. */
export function describeRun(): string {
  const processors = cpus();
  const versions = peers.map((name) => `${name} ${versionOf(name)}`).join(", ");
  const memory = Math.round(totalmem() / 2 ** 30);
  return `# Results of the bench

Written by \`npm run bench\`${settings.isQuick ? " with BENCH_QUICK=1: few rounds, a first impression, kept nowhere" : ""}. Figures are CPU times, ratios within one run, and medians. Milliseconds show only the scale.

- ${new Date().toISOString().slice(0, 10)}, Node ${process.version.slice(1)}, ${processors.length} × ${processors[0]?.model.trim() ?? "unknown processor"}, ${memory} GiB, load ${loadavg()[0]?.toFixed(1) ?? "?"} at the start (shared with other work)
- ${versions}
- verdict: "must met" and "stretch met" refer to the required and the ambitious targets of the project. A row without a target is for comparison
`;
}

function versionOf(name: string): string {
  const { version } = JSON.parse(readFileSync(join(paths.bench, "node_modules", name, "package.json"), "utf8")) as {
    readonly version: string;
  };
  return version;
}
