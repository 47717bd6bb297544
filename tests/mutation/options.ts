import { parseArgs } from "node:util";
import type { Mutation } from "./mutations.js";
import { mutationTargets } from "./targets.js";
import type { MutationTarget } from "./targets.js";

/** The options of `npm run mutate`. */
export type MutateOptions = {
  readonly folder: string;
  readonly target: MutationTarget;
  /** The number of mutants that the seed chooses. */
  readonly sample: number;
  readonly seed: number;
  /** Leaves out the first mutants of the sample, to continue a run that has ended early. */
  readonly skip: number;
  /** As soon as the tests that were chosen for a mutant take so long, no more of them are chosen. */
  readonly enoughMs: number;
  /** Returns false for a mutant that `--only` does not name. */
  readonly isNamed: (mutation: Mutation) => boolean;
};

/** How to call the script. */
const usage = `npm run mutate -- --folder ${Object.keys(mutationTargets).join("|")} [--sample 400] [--seed 1] [--skip 0] [--seconds 12] [--only PATH:LINE]`;

/** Reads the options of `npm run mutate`. @throws Error if an option is wrong. */
export function readOptions(): MutateOptions {
  const { values } = parseArgs({
    options: {
      folder: { type: "string", default: "" },
      sample: { type: "string", default: "400" },
      seed: { type: "string", default: "1" },
      skip: { type: "string", default: "0" },
      seconds: { type: "string", default: "12" },
      only: { type: "string", multiple: true },
    },
  });
  const { folder, only } = values;
  const target = mutationTargets[folder];
  if (target === undefined) throw new Error(`mutate: expected a folder that can be mutated, got "${folder}". Call ${usage}`);
  return {
    folder,
    target,
    sample: wholeNumber("sample", values.sample),
    seed: wholeNumber("seed", values.seed),
    skip: wholeNumber("skip", values.skip),
    enoughMs: 1_000 * wholeNumber("seconds", values.seconds),
    isNamed: ({ path, line }) => only === undefined || only.some((name) => `/${path}:${line}`.endsWith(`/${name}`)),
  };
}

function wholeNumber(name: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new Error(`mutate: expected a whole number for --${name}, got "${text}". Call ${usage}`);
}
