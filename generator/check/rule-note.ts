import type { RuleNote } from "../diagnostics/formats/reported.js";
import { rules } from "../diagnostics/rules.js";
import type { RuleId } from "../diagnostics/rules.js";
import { changeNamed, changeRules, stateChange, stateChangeId } from "../evolution/rules/change-rules.js";

/** Rules that are told of a verdict, where no change is to blame. */
const verdictRules: Readonly<Record<string, RuleNote>> = {
  EVENT_INCOMPATIBLE: {
    severity: "error",
    summary: "A message of an event is refused, and no single change is to blame.",
    explanation: "The message that is shown is one that its producer sends and its consumer refuses.",
  },
  EVENT_UNDECIDED: {
    severity: "error",
    summary: "Whether an event is still read could not be decided.",
    explanation:
      "The reason says which part of the schema is beyond what is decided, or that the budget ran out. What is not proved does not pass.",
  },
  [stateChangeId]: { severity: "error", summary: stateChange.summary, explanation: `${stateChange.purpose} ${stateChange.instead}` },
};

/** The rule about a verdict that an id names, with or without its direction. */
export function verdictRuleNamed(id: string): RuleNote | undefined {
  return verdictRules[id.replace(/^(?:SERVER|CLIENT)_/, "")];
}

/** What is known of any rule that a check reports. */
export function ruleNote(id: string): RuleNote {
  const change = changeNamed(id);
  if (change !== undefined) {
    const { summary, purpose, instead } = changeRules[change.kind];
    return { severity: "error", summary, explanation: `${purpose} ${instead}` };
  }
  if (Object.hasOwn(rules, id)) return rules[id as RuleId];
  return verdictRuleNamed(id) ?? { severity: "error", summary: id, explanation: id };
}
