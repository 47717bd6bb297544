import { spawnSync } from "node:child_process";
import { contestants } from "./contestants/index.js";
import type { ContestantName } from "./contestants/index.js";
import { createRandom } from "../harness/random.js";
import { faultsOf } from "./tally.js";
import { Trial } from "./trial.js";
import type { FaultKind } from "./trial.js";

/**
 * Runs `node main.js [FAULTS] [SEED] [CONTESTANT] [FAULT]`: tests every contestant, or one, with every fault, or one. Prints lost and
 * repeated messages. Ends with code 1 if dagwire has lost or repeated one.
 */
const [faults = "100", seed = String(Date.now() % 1_000_000), only, fault] = process.argv.slice(2);
const allKinds: readonly FaultKind[] = ["kill -9", "cut", "black hole", "SIGTERM", "disk full"];
const kinds = allKinds.filter((kind) => fault === undefined || kind === fault);
/** The other contestants keep nothing on a disk, and let SIGTERM end them at once. */
const dagwireOnly: ReadonlySet<FaultKind> = new Set(["SIGTERM", "disk full"]);
const all = Object.keys(contestants) as ContestantName[];
const names = all.filter((name) => only === undefined || name === only);

// Only the processes of a namespace of their own see the small disk.
const inSpace = ["--map-root-user", "--mount"];
const isInSpace = process.env["DAGWIRE_IN_SPACE"] !== undefined;
const maySkip = process.env["CI"] === undefined;
const mayMount = isInSpace || !maySkip || spawnSync("unshare", [...inSpace, "true"]).status === 0;
if (mayMount && !isInSpace) {
  const env = { ...process.env, DAGWIRE_IN_SPACE: "1" };
  const { status } = spawnSync("unshare", [...inSpace, process.execPath, ...process.argv.slice(1)], { stdio: "inherit", env });
  process.exit(status ?? 1);
}

process.stdout.write(`${faults} faults of each kind, 25 of SIGTERM at most, seed ${seed}\n`);
let bad = 0;
// One kind after the other, so that trials do not disturb each other.
// oxlint-disable-next-line no-await-in-loop
for (const kind of kinds) await report(kind);
process.exit(bad === 0 ? 0 : 1);

async function report(kind: FaultKind): Promise<void> {
  if (kind === "disk full" && !mayMount) {
    process.stdout.write(`${kind}: skipped, because this process may not mount a disk of 3 MB\n`);
    return;
  }
  const used = dagwireOnly.has(kind) ? names.filter((name) => name === "dagwire") : names;
  const count = kind === "SIGTERM" ? Math.min(25, Number(faults)) : Number(faults);
  // In parallel, so that all contestants run under the same load.
  const outcomes = await Promise.all(
    used.map(async (name) => ({ name, outcome: await new Trial(name, kind).run(count, createRandom(seed)) })),
  );
  for (const { name, outcome } of outcomes) {
    if (name === "dagwire") bad += faultsOf(outcome);
    const text = Object.entries(outcome).map(([key, value]) => `${key} ${value}`);
    process.stdout.write(`${count} × ${kind}, ${contestants[name].label}: ${text.join(", ")}\n`);
  }
}
