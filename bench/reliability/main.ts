import { contestants } from "./contestants/index.js";
import type { ContestantName } from "./contestants/index.js";
import { createRandom } from "../harness/random.js";
import { Trial } from "./trial.js";
import type { FaultKind } from "./trial.js";

/** Runs `node main.js [FAULTS] [SEED]`: tests every contestant with every fault, and prints lost and repeated messages. */
const [faults = "100", seed = String(Date.now() % 1_000_000)] = process.argv.slice(2);
const kinds: readonly FaultKind[] = ["kill -9", "cut", "black hole"];
const names = Object.keys(contestants) as ContestantName[];

process.stdout.write(`${faults} faults of each kind, seed ${seed}\n`);
// One kind after the other, so that trials do not disturb each other.
// oxlint-disable-next-line no-await-in-loop
for (const kind of kinds) await report(kind);

async function report(kind: FaultKind): Promise<void> {
  // In parallel, so that all contestants run under the same load.
  const outcomes = await Promise.all(names.map((name) => new Trial(name, kind).run(Number(faults), createRandom(seed))));
  for (const [index, name] of names.entries()) {
    const text = Object.entries(outcomes[index] ?? {}).map(([key, value]) => `${key} ${value}`);
    process.stdout.write(`${kind}, ${contestants[name].label}: ${text.join(", ")}\n`);
  }
}
