import { parseArgs } from "node:util";
import { sampleOf, sourcesOf } from "./choose.js";
import { copyOfRepository, removeCopy } from "./copy.js";
import { mutationsOf } from "./mutations.js";
import type { Mutation } from "./mutations.js";
import { reachOf } from "./reach.js";
import { runMutant } from "./run-mutant.js";
import { mutationTargets } from "./targets.js";
import type { MutationTarget } from "./targets.js";
import { TestHost } from "./test-host.js";

const usage = `npm run mutate -- --folder ${Object.keys(mutationTargets).join("|")} [--sample 400] [--seed 1] [--skip 0] [--only PATH:LINE]\n`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      folder: { type: "string" },
      sample: { type: "string", default: "400" },
      seed: { type: "string", default: "1" },
      skip: { type: "string", default: "0" },
      only: { type: "string", multiple: true },
    },
  });
  const target = mutationTargets[values.folder ?? ""];
  const [sample, seed, skip] = [Number(values.sample), Number(values.seed), Number(values.skip)];
  if (target === undefined || !Number.isInteger(sample) || sample < 1 || !Number.isInteger(seed) || !Number.isInteger(skip)) {
    process.stderr.write(`mutate: expected a folder, and whole numbers for the sample and the seed.\n${usage}`);
    return 2;
  }
  const all = mutationsOf(sourcesOf(target));
  const { only } = values;
  const isNamed = ({ path, line }: Mutation): boolean => only === undefined || only.some((name) => `${path}:${line}`.endsWith(name));
  const chosen = sampleOf(all, sample, seed).slice(skip).filter(isNamed);
  const copy = copyOfRepository();
  try {
    process.stdout.write(`${values.folder}: ${chosen.length} of ${all.length} mutants, seed ${seed}\n`);
    report(await runAll(copy, target, chosen));
    return 0;
  } finally {
    removeCopy(copy);
  }
}

/** Runs all mutants. Returns the lines of those that no test has found. */
async function runAll(copy: string, target: MutationTarget, chosen: readonly Mutation[]): Promise<readonly (string | undefined)[]> {
  const reaches = await reachOf(copy, chosen, target.tests);
  const host = new TestHost(copy, { isolate: false, bail: 1 });
  const lives: (string | undefined)[] = [];
  try {
    const programs = target.programs.length === 0 ? [] : await host.list(target.programs);
    for (const [number, mutation] of chosen.entries()) {
      const begunMs = performance.now();
      // oxlint-disable-next-line no-await-in-loop -- all mutants share one copy of the sources
      const end = await runMutant({ copy, host, programs }, mutation, reaches[number] ?? { files: [], ms: 0 });
      const line = `${mutation.path}:${mutation.line} ${mutation.kind}: ${mutation.text.slice(0, 80)}`;
      process.stdout.write(`${end.padEnd(9)} ${((performance.now() - begunMs) / 1_000).toFixed(1).padStart(5)} s ${line}\n`);
      lives.push(end === "survived" || end === "unreached" ? `${end.padEnd(9)} ${line}` : undefined);
    }
    return lives;
  } finally {
    await host.stop();
  }
}

function report(lives: readonly (string | undefined)[]): void {
  const left = lives.filter((line) => line !== undefined);
  const killed = lives.length - left.length;
  process.stdout.write(`\nscore ${((100 * killed) / lives.length).toFixed(1)} % (${killed} of ${lives.length})\n`);
  process.stdout.write(left.map((line) => `${line}\n`).join(""));
}

process.exitCode = await main();
