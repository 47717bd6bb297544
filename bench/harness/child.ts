import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { paths } from "./paths.js";

/** Resources that a process used: user and system time of all its threads, and its largest resident set. */
export type Usage = { readonly cpuMs: number; readonly peakMb: number };

/** A Node process to measure. */
export type Child = {
  readonly args: readonly string[];
  readonly cwd: string;
  /** Expected exit codes. @default [0] */
  readonly codes?: readonly number[];
  /** Prepares files for the process. Not measured. */
  readonly before?: () => void;
};

/**
 * Runs Node and returns the resources that it used.
 *
 * @throws Error with the process's output if the exit code is not expected.
 */
export function runNode({ args, cwd, codes = [0], before }: Child): Usage {
  before?.();
  const usagePath = join(paths.work, `usage-${process.pid}.json`);
  runCommand(process.execPath, ["--import", join(paths.dist, "harness/usage-at-exit.js"), ...args], {
    cwd,
    codes,
    env: { BENCH_USAGE: usagePath },
  });
  const usage = JSON.parse(readFileSync(usagePath, "utf8")) as Usage;
  rmSync(usagePath);
  return usage;
}

type CommandOptions = { readonly cwd: string; readonly codes?: readonly number[]; readonly env?: Readonly<Record<string, string>> };

/**
 * Runs a command and returns its standard output.
 *
 * @throws Error with the process's output if the exit code is not expected.
 */
export function runCommand(command: string, args: readonly string[], { cwd, codes = [0], env = {} }: CommandOptions): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    env: { ...process.env, ...env },
  });
  if (status === null || !codes.includes(status))
    throw new Error(`${command} ${args.join(" ")} in ${cwd} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

/** Runs children in turn, round after round. Returns the usages of each child in the order of the rounds. */
export function interleave<Name extends string>(children: Readonly<Record<Name, Child>>, rounds: number): Record<Name, Usage[]> {
  const names = Object.keys(children) as Name[];
  const usages = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Usage[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of names) usages[name].push(runNode(children[name]));
  }
  return usages;
}

/** Returns the CPU times of usages. */
export function cpuTimes(usages: readonly Usage[]): number[] {
  return usages.map(({ cpuMs }) => cpuMs);
}
