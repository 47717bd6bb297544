import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { sampleOf, sourcesOf } from "./choose.js";
import { mutationsOf } from "./mutations.js";
import { runMutant, runTests } from "./run-mutant.js";
import { mutationTargets } from "./targets.js";

const usage = `npm run mutate -- --folder ${Object.keys(mutationTargets).join("|")} [--sample 400] [--seed 1]\n`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { folder: { type: "string" }, sample: { type: "string", default: "400" }, seed: { type: "string", default: "1" } },
  });
  const target = mutationTargets[values.folder ?? ""];
  const [sample, seed] = [Number(values.sample), Number(values.seed)];
  if (target === undefined || !Number.isInteger(sample) || sample < 1 || !Number.isInteger(seed)) {
    process.stderr.write(`mutate: expected a folder, and whole numbers for the sample and the seed.\n${usage}`);
    return 2;
  }
  const all = mutationsOf(sourcesOf(target));
  const chosen = sampleOf(all, sample, seed);
  const copy = copyOfRepository();
  try {
    process.stdout.write(`${values.folder}: ${chosen.length} of ${all.length} mutants, seed ${seed}\n`);
    return await runAll(copy, chosen, target.tests);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** The most time for the tests of a mutant, as a multiple of the time without a mutation. */
const slowest = 4;

async function runAll(copy: string, chosen: ReturnType<typeof mutationsOf>, tests: readonly string[]): Promise<number> {
  const begunMs = performance.now();
  if ((await runTests(copy, tests, 1_800_000)) !== "survived") {
    process.stderr.write("mutate: the tests fail without a mutation. Repair them first.\n");
    return 1;
  }
  const limitMs = 10_000 + slowest * (performance.now() - begunMs);
  const survivors: string[] = [];
  for (const mutation of chosen) {
    // oxlint-disable-next-line no-await-in-loop -- all mutants share one copy of the sources
    const end = await runMutant(copy, mutation, tests, limitMs);
    const line = `${mutation.path}:${mutation.line} ${mutation.kind}: ${mutation.text.slice(0, 80)}`;
    process.stdout.write(`${end.padEnd(9)} ${line}\n`);
    if (end === "survived") survivors.push(line);
  }
  const killed = chosen.length - survivors.length;
  process.stdout.write(`\nscore ${((100 * killed) / chosen.length).toFixed(1)} % (${killed} of ${chosen.length})\n`);
  process.stdout.write(survivors.map((line) => `survivor ${line}\n`).join(""));
  return 0;
}

/** Copies the repository to a temporary folder, with links to the installed packages. Mutants never touch the working tree. */
function copyOfRepository(): string {
  const root = process.cwd();
  const copy = mkdtempSync(join(tmpdir(), "dagwire-mutate-"));
  const left = new Set(["node_modules", ".git", ".dagwire"]);
  cpSync(root, copy, { recursive: true, filter: (path) => !left.has(relative(root, path)) });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  return copy;
}

process.exitCode = await main();
