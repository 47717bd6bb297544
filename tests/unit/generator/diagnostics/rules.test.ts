import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { rulePage, rulesMarkdown } from "../../../../generator/diagnostics/rule-page.js";
import { ruleGroups, rules } from "../../../../generator/diagnostics/rules.js";
import type { Rule, RuleId } from "../../../../generator/diagnostics/rules.js";
import { repository } from "../../../helpers/run-cli.js";

const table = Object.entries(rules) as readonly (readonly [RuleId, Rule])[];

describe("the table of rules", () => {
  test.each(table)("%s says what it finds and why it matters, and shows an example", (id, { summary, explanation, example }) => {
    expect(id).toMatch(/^[A-Z]+(?:_[A-Z]+)*$/);
    expect(summary).toMatch(/^["A-Z].*\.$/);
    expect(explanation).toMatch(/\.$/);
    expect(example?.fault).not.toBe(example?.mend);
    expect(rulePage(id)).toContain("Fixed:\n");
  });

  test("every rule belongs to one group", () => {
    expect(ruleGroups.flatMap((group) => Object.keys(group.rules)).toSorted()).toEqual(Object.keys(rules).toSorted());
  });

  test("docs/RULES.md equals the output of `npm run docs:rules`", () => {
    expect(readFileSync(`${repository}docs/RULES.md`, "utf8")).toBe(rulesMarkdown());
  });
});
