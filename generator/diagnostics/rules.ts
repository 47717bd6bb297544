import { checkRules } from "./rules/check-rules.js";
import { eventRules } from "./rules/event-rules.js";
import { inputRules } from "./rules/input-rules.js";
import { keywordRules } from "./rules/keyword-rules.js";
import { outputRules } from "./rules/output-rules.js";
import { schemaRules } from "./rules/schema-rules.js";
import { stateRules } from "./rules/state-rules.js";
import type { Rule } from "./rules/rule.js";

export type { Rule } from "./rules/rule.js";

/** Every rule of the generator, by id. */
export const rules = {
  ...inputRules,
  ...keywordRules,
  ...schemaRules,
  ...eventRules,
  ...stateRules,
  ...outputRules,
  ...checkRules,
} as const satisfies Readonly<Record<string, Rule>>;

/**
 * Id of a rule, such as `REF_NOT_FOUND`: capital letters, the subject first. An id stays the same in all later
 * versions.
 */
export type RuleId = keyof typeof rules;

/** Returns a rule with its severity, texts and example. */
export function ruleNamed(id: RuleId): Rule {
  return rules[id];
}

/** Returns true if the config cannot change the severity of a rule. */
export function isFixedRule(id: string): boolean {
  return Object.hasOwn(rules, id) && ruleNamed(id as RuleId).isFixed === true;
}

/** The groups of rules, in the order of the documentation. */
export const ruleGroups: readonly { readonly title: string; readonly rules: Readonly<Partial<Record<RuleId, Rule>>> }[] = [
  { title: "Files and options", rules: inputRules },
  { title: "Keywords and references", rules: keywordRules },
  { title: "Schemas", rules: schemaRules },
  { title: "Events and names", rules: eventRules },
  { title: "State", rules: stateRules },
  { title: "Output", rules: outputRules },
  { title: "Compatibility", rules: checkRules },
];
