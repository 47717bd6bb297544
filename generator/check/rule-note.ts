import type { RuleNote } from "../diagnostics/formats/reported.js";
import { rules } from "../diagnostics/rules.js";
import type { RuleId } from "../diagnostics/rules.js";
import { isStateRuleId, stateRules } from "../evolution/rules/state-rules.js";
import { changeNamed, changeRules } from "../evolution/rules/change-rules.js";

/** The descriptions of findings that have no single change as their cause. */
const verdictRules: Readonly<Record<string, RuleNote>> = {
  EVENT_INCOMPATIBLE: {
    severity: "error",
    summary: "A reader refuses a message of an event, and no single change is the reason.",
    explanation: "The report shows a message that the producer can send and the consumer refuses.",
  },
  EVENT_UNDECIDED: {
    severity: "error",
    summary: "dagwire could not decide whether readers still accept an event.",
    explanation:
      "The reason names the part of the schema that the prover cannot decide, or the limit of steps or time that the proof exceeded. An event without a proof does not pass.",
  },
};

/**
 * Returns the description of a finding that has no single change as its cause. The rule id may begin with a direction.
 * Returns `undefined` for ids of other findings.
 */
export function verdictRuleNamed(id: string): RuleNote | undefined {
  if (isStateRuleId(id)) {
    const { summary, purpose, instead } = stateRules[id];
    return { severity: "error", summary, explanation: `${purpose} ${instead}` };
  }
  return verdictRules[id.replace(/^(?:SERVER|CLIENT)_/, "")];
}

/** Returns the description of any rule that a check reports. */
export function ruleNote(id: string): RuleNote {
  const change = changeNamed(id);
  if (change !== undefined) {
    const { summary, purpose, instead } = changeRules[change.kind];
    return { severity: "error", summary, explanation: `${purpose} ${instead}` };
  }
  if (Object.hasOwn(rules, id)) return rules[id as RuleId];
  return verdictRuleNamed(id) ?? { severity: "error", summary: id, explanation: id };
}
