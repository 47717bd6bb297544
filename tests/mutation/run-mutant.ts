import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ts } from "ts-morph";
import type { FileChoice } from "./host-messages.js";
import type { Mutation } from "./mutations.js";
import type { Reach } from "./reach.js";
import type { TestHost } from "./test-host.js";

/** The end of a mutant: its tests failed, ran out of time, or passed, or no test reaches its place. */
export type MutantEnd = "killed" | "timed out" | "survived" | "unreached";

/** The most time for the tests of a mutant, as a multiple of their time without a mutation, and the time to start them. */
const slowest = 4;
const startMs = 20_000;
const programsMs = 180_000;

/** Where mutants are written, and the process that tests them. */
export type Bench = {
  /** A copy of the repository. */
  readonly copy: string;
  readonly host: TestHost;
  /** The files of tests that start programs, which load the built files. */
  readonly programs: readonly string[];
};

/** Writes a mutation into a copy of the repository, runs the tests that reach it, and restores the file. */
export async function runMutant(bench: Bench, mutation: Mutation, reach: Reach): Promise<MutantEnd> {
  const source = readFileSync(join(bench.copy, mutation.path), "utf8");
  try {
    writeSource(bench, mutation.path, source.slice(0, mutation.start) + mutation.text + source.slice(mutation.end));
    const end = reach.files.length === 0 ? "unreached" : await endOf(bench.host, reach.files, startMs + slowest * reach.ms);
    if (bench.programs.length === 0 || (end !== "survived" && end !== "unreached")) return end;
    return await endOf(
      bench.host,
      bench.programs.map((file) => ({ file })),
      programsMs,
    );
  } finally {
    writeSource(bench, mutation.path, source);
  }
}

async function endOf(host: TestHost, files: readonly FileChoice[], limitMs: number): Promise<MutantEnd> {
  const reply = await host.ask({ kind: "run", files }, limitMs);
  if (reply?.kind !== "run") return "timed out";
  return reply.errors.length > 0 || reply.files.some(({ isOk }) => !isOk) ? "killed" : "survived";
}

function writeSource({ copy, host, programs }: Bench, path: string, source: string): void {
  writeFileSync(join(copy, path), source);
  host.noteChange(path);
  if (programs.length === 0) return;
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true },
  });
  writeFileSync(join(copy, builtPath(path)), outputText);
}

/** Returns the path of the built file: each package has its built files in the folder "dist". */
function builtPath(path: string): string {
  return path.replace(/^(\w+)\//, "$1/dist/").replace(/\.ts$/, ".js");
}
