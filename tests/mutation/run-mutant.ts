import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Mutation } from "./mutations.js";

/** The end of a mutant: its tests failed, ran out of time, or passed. */
export type MutantEnd = "killed" | "timed out" | "survived";

/** Writes a mutation into a copy of the repository, runs tests there, and restores the file. */
export async function runMutant(copy: string, mutation: Mutation, tests: readonly string[], limitMs: number): Promise<MutantEnd> {
  const path = join(copy, mutation.path);
  const original = readFileSync(path, "utf8");
  try {
    writeFileSync(path, original.slice(0, mutation.start) + mutation.text + original.slice(mutation.end));
    return await runTests(copy, tests, limitMs);
  } finally {
    writeFileSync(path, original);
  }
}

/** Runs test files in a copy of the repository, until the first one fails or the time is over. */
export function runTests(copy: string, tests: readonly string[], limitMs: number): Promise<MutantEnd> {
  // The process leads a group of its own, so that the workers of vitest end with it.
  const child = spawn(process.execPath, ["node_modules/vitest/vitest.mjs", "run", "--bail=1", "--reporter=dot", ...tests], {
    cwd: copy,
    detached: true,
    stdio: "ignore",
    env: { ...process.env, NODE_ENV: "test", VITEST: undefined, VITEST_WORKER_ID: undefined },
  });
  return new Promise((resolve, reject) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    }, limitMs);
    child.once("error", reject);
    child.once("close", (code) => {
      clearTimeout(timer);
      resolve(isLate ? "timed out" : code === 0 ? "survived" : "killed");
    });
  });
}
