import { sampleOf, sourcesOf } from "./choose.js";
import { copyOfRepository, removeCopy } from "./copy.js";
import { mutationsOf } from "./mutations.js";
import type { Mutation } from "./mutations.js";
import { readOptions } from "./options.js";
import type { MutateOptions } from "./options.js";
import { reachOf } from "./reach.js";
import { runMutant } from "./run-mutant.js";
import { TestHost } from "./test-host.js";

async function main(): Promise<void> {
  const options = readOptions();
  const { folder, target, sample, seed, skip, isNamed } = options;
  const all = mutationsOf(sourcesOf(target));
  const chosen = sampleOf(all, sample, seed).slice(skip).filter(isNamed);
  const copy = copyOfRepository();
  try {
    process.stdout.write(`${folder}: ${chosen.length} of ${all.length} mutants, seed ${seed}\n`);
    report(await runAll(copy, options, chosen));
  } finally {
    removeCopy(copy);
  }
}

/** Runs all mutants. Returns the lines of those that no test has found. */
async function runAll(
  copy: string,
  { target, enoughMs }: MutateOptions,
  chosen: readonly Mutation[],
): Promise<readonly (string | undefined)[]> {
  const reaches = await reachOf(copy, chosen, target.tests, enoughMs);
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

await main();
