import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FileChoice, FileRun } from "./host-messages.js";
import { instrumented } from "./instrument.js";
import type { Mutation } from "./mutations.js";
import { TestHost } from "./test-host.js";

/** The most time for all tests of a target. */
const allTestsMs = 3_600_000;

/** Tests that reach a place, and the time that they took with the loading of their files. */
export type Reach = { readonly files: readonly FileChoice[]; readonly ms: number };

type Recorded = { readonly file: string; readonly reached: readonly (readonly [mutation: number, tests: readonly string[]])[] };

/**
 * Runs all tests of a target once, over sources that report which places of mutations their code reaches. Returns for each mutation the
 * tests that reach its place, those of the fastest file first.
 *
 * @param enoughMs As soon as the tests that were chosen for a mutant take so long, no more of them are chosen.
 * @throws Error if a test fails. Without a mutation all tests have to pass.
 */
export async function reachOf(
  copy: string,
  mutations: readonly Mutation[],
  filters: readonly string[],
  enoughMs: number,
): Promise<readonly Reach[]> {
  const folder = mkdtempSync(join(tmpdir(), "dagwire-reached-"));
  const restore = instrumentAll(copy, mutations);
  const host = new TestHost(copy, { isolate: true, setup: "tests/mutation/record-reached.ts", bail: 0 }, { MUTATION_REACHED: folder });
  try {
    const runs = await runAll(host, filters);
    const recorded = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Recorded);
    return mutations.map((_, number) => reachOfOne(number, recorded, runs, enoughMs));
  } finally {
    await host.stop();
    restore();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runAll(host: TestHost, filters: readonly string[]): Promise<readonly FileRun[]> {
  const files = (await host.list(filters)).map((file) => ({ file }));
  const reply = await host.ask({ kind: "run", files }, allTestsMs);
  if (reply?.kind !== "run") throw new Error("mutate: the tests did not end within an hour. Choose fewer of them in targets.ts.");
  const failures = [...reply.files.flatMap(({ file, failures: of }) => of.map((failure) => `${file}: ${failure}`)), ...reply.errors];
  if (failures.length > 0) throw new Error(`mutate: tests fail without a mutation. Repair them first.\n${failures.join("\n")}`);
  return reply.files;
}

/** Writes the reporting sources. Returns a function that writes the original ones again. */
function instrumentAll(copy: string, mutations: readonly Mutation[]): () => void {
  const numbered = [...mutations.entries()];
  const originals = [...new Set(mutations.map(({ path }) => path))].map((path) => {
    const place = join(copy, path);
    const source = readFileSync(place, "utf8");
    const own = numbered.filter(([, mutation]) => mutation.path === path);
    writeFileSync(place, instrumented(source, own));
    return [place, source] as const;
  });
  return () => {
    for (const [place, source] of originals) writeFileSync(place, source);
  };
}

function reachOfOne(number: number, recorded: readonly Recorded[], runs: readonly FileRun[], enoughMs: number): Reach {
  const choices = recorded.flatMap(({ file, reached }) => {
    const tests = reached.find(([mutation]) => mutation === number)?.[1];
    const run = runs.find((each) => each.file === file);
    return tests === undefined || run === undefined ? [] : [choiceOf(run, tests)];
  });
  const files: FileChoice[] = [];
  let total = 0;
  let loadMs = 0;
  for (const { choice, ms, load } of choices.toSorted((one, other) => one.ms - other.ms)) {
    if (total >= enoughMs) break;
    files.push(choice);
    total += ms;
    loadMs += load;
  }
  return { files, ms: total + loadMs };
}

type Choice = {
  readonly choice: FileChoice;
  readonly ms: number;
  /** The time to load the file and all sources. A run of mutants keeps the sources loaded, so this is no reason against a file. */
  readonly load: number;
};

/** Code that runs outside a test can matter to each test of the file. */
function choiceOf({ file, loadMs: load, runMs, tests: all }: FileRun, reaching: readonly string[]): Choice {
  if (reaching.includes("")) return { choice: { file }, ms: runMs, load };
  const tests = all.filter(({ id }) => reaching.includes(id));
  return { choice: { file, tests: tests.map(({ id }) => id) }, ms: tests.reduce((sum, { ms }) => sum + ms, 0), load };
}
