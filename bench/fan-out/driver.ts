import { contestants } from "./contestants/index.js";
import type { ContestantName } from "./contestants/index.js";
import { Pair } from "./pair.js";

/** The measurement that the driver has to make. */
export type FanOutPlan = {
  readonly connections: number;
  readonly eventsPerTick: number;
  readonly ticks: number;
  readonly rounds: number;
};

/** Server CPU in µs per delivered event, by contestant and round. */
export type FanOutSamples = Readonly<Record<ContestantName, readonly number[]>>;

const pauseMs = 8;

/** Runs as its own process: `node driver.js PLAN` prints {@link FanOutSamples}. The first round is a warm-up. */
const plan = JSON.parse(process.argv[2] ?? "") as FanOutPlan;
const names = Object.keys(contestants) as ContestantName[];
const pairs = new Map<ContestantName, Pair>();
// One after the other, because parallel work would be measured too.
/* oxlint-disable no-await-in-loop */
for (const name of names) pairs.set(name, await Pair.start(name, plan.connections));
const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<ContestantName, number[]>;
for (let round = 0; round <= plan.rounds; round++) await runRound(round);
for (const pair of pairs.values()) pair.stop();
process.stdout.write(JSON.stringify(samples));

/** Runs each contestant once. Each round begins with another contestant. */
async function runRound(round: number): Promise<void> {
  for (let turn = 0; turn < names.length; turn++) {
    const name = names[(turn + round) % names.length];
    const pair = name === undefined ? undefined : pairs.get(name);
    if (name === undefined || pair === undefined) continue;
    const { cpuMs, deliveredEvents } = await pair.burst(plan.ticks, plan.eventsPerTick, pauseMs);
    if (round > 0) samples[name].push((cpuMs * 1000) / deliveredEvents);
  }
}
