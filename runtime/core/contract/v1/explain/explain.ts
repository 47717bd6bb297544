import type { Issue } from "../contract.js";
import { check, type Formats, issueOf, type KeywordChecks, maxIssues, type Refusal } from "./context.js";
import type { Rule } from "./rule.js";

/**
 * Says why a value is refused. Slow, and only run after a guard said no.
 *
 * @param rule what the value should have kept.
 * @param issues at most ten reasons are appended; with `undefined` nothing is done.
 * @returns always `false`, so that a guard can end in `return check(value) || explain(…)`.
 */
export type Explain = (rule: Rule, value: unknown, issues: Issue[] | undefined) => false;

/**
 * Makes the {@link Explain} of one generated file. It is given the keywords and formats that the
 * file's rules have, so that a bundle holds no others.
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
