import type { Judge, SubsetOptions } from "../subset/subset-checker.js";
import { SubsetChecker } from "../subset/subset-checker.js";
import { Guards } from "./guards.js";

/** Returns a judge that asks the generated validators. It compiles them when the first witness needs a verdict. */
export function validatorJudge(formats: "assert" | "annotate"): Judge {
  let guards: Guards | undefined;
  return (schema, value) => (guards ??= new Guards(formats)).of(schema)(value);
}

/**
 * Creates a subset checker whose witnesses the generated validators confirm.
 *
 * @param options limits of one question, and whether `format` is checked; `judge` replaces the validators
 */
export function createSubsetChecker(options: Partial<SubsetOptions> = {}): SubsetChecker {
  return new SubsetChecker({ ...options, judge: options.judge ?? validatorJudge(options.formats ?? "assert") });
}
