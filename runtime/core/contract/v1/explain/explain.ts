import type { Issue } from "../contract.js";
import { check, type Formats, issueOf, type KeywordChecks, maxIssues, type Refusal } from "./context.js";
import type { Rule } from "./rule.js";

/**
 * Finds the reasons why a value is invalid. Slow: generated code calls it only after a guard has refused the value.
 *
 * @param rule The constraint that the value does not satisfy.
 * @param issues The list to which at most ten reasons are added. If it is `undefined`, the function does nothing.
 * @returns false, so that a guard can end in `return check(value) || explain(…)`.
 */
export type Explain = (rule: Rule, value: unknown, issues: Issue[] | undefined) => false;

/**
 * Makes the {@link Explain} of one generated file. The file passes the checks of the keywords and formats that its
 * constraints use, so that a bundle contains no other checks.
 */
export function createExplain(keywords: KeywordChecks, formats: Formats = {}): Explain {
  return (rule, value, issues) => {
    if (issues === undefined) return false;
    const refusals: Refusal[] = [];
    check({ keywords, formats, refusals, parent: undefined, key: "" }, rule, value);
    for (const refusal of refusals) if (issues.length < maxIssues) issues.push(issueOf(refusal));
    return false;
  };
}
