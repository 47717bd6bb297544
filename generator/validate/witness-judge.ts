import type { Judge, SubsetOptions } from "../subset/subset-checker.js";
import { SubsetChecker } from "../subset/subset-checker.js";
import { Guards } from "./guards.js";

/**
 * Returns a judge that confirms witnesses of the prover with generated validators. Makes the validators when the first
 * witness has to be confirmed.
 */
export function validatorJudge(formats: "assert" | "annotate"): Judge {
  let guards: Guards | undefined;
  return (schema, value) => (guards ??= new Guards(formats)).of(schema)(value);
}

/**
 * Creates a subset checker whose witnesses the generated validators confirm.
 *
 * @param options the limits for one question, and whether `format` is checked. If `judge` is present, it confirms
 * witnesses instead of the validators.
 */
export function createSubsetChecker(options: Partial<SubsetOptions> = {}): SubsetChecker {
  return new SubsetChecker({ ...options, judge: options.judge ?? validatorJudge(options.formats ?? "assert") });
}
