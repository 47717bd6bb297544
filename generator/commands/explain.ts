import { changePage } from "../evolution/rules/change-pages.js";
import { changeNamed, changeRuleId, changeRules } from "../evolution/rules/change-rules.js";
import { compatibilityMarkdown } from "../evolution/rules/compatibility-page.js";
import { stateRules } from "../evolution/rules/state-rules.js";
import { verdictRuleNamed } from "../check/rule-note.js";
import { changeKinds } from "../evolution/change/change.js";
import { nearest } from "../base/nearest.js";
import { rulePage, rulesMarkdown } from "../diagnostics/rule-page.js";
import { rules } from "../diagnostics/rules.js";
import type { RuleId } from "../diagnostics/rules.js";
import { exitCode, UsageError } from "../base/exit-code.js";
import type { Command } from "./command.js";
import { parseArguments } from "./parse-arguments.js";

const help = `dagwire explain: says what a rule finds, why that matters and what to do, with an example.

Usage: dagwire explain [RULE_ID] [--markdown | --compatibility]

Without an id it lists all rules; --markdown prints them as the page docs/RULES.md. A rule of
\`dagwire check\` has an id of SERVER_, CLIENT_ or STATE_ and the change. --compatibility
prints docs/COMPATIBILITY.md, which explains these rules together.
`;

/** The command `dagwire explain`. */
export const explainCommand: Command = {
  name: "explain",
  summary: "say what a rule means",
  help,
  run(args, context) {
    const { positionals, values } = parseArguments(args, { markdown: { type: "boolean" }, compatibility: { type: "boolean" } }, 1);
    const [id] = positionals;
    const list = values["markdown"] === true ? rulesMarkdown : values["compatibility"] === true ? compatibilityMarkdown : listRules;
    context.stdout(id === undefined ? list() : explainRule(id.toUpperCase()));
    return exitCode.fine;
  },
};

function listRules(): string {
  const schemaRules = (Object.keys(rules) as RuleId[]).map((id) => [id, rules[id].summary] as const);
  const changes = changeKinds.map((kind) => [kind, changeRules[kind].summary] as const);
  const width = Math.max(...[...schemaRules, ...changes].map(([id]) => id.length));
  const lines = (list: readonly (readonly [string, string])[]): string =>
    list.map(([id, summary]) => `${id.padEnd(width)}  ${summary}\n`).join("");
  const ofState = Object.entries(stateRules).map(([id, { summary }]) => [id, summary] as const);
  return `${lines(schemaRules)}\nRules of \`dagwire check\` about the state:\n${lines(ofState)}\nRules of \`dagwire check\`, each with SERVER_, CLIENT_ or STATE_ before it:\n${lines(changes)}`;
}

function explainRule(id: string): string {
  if (isRuleId(id)) return rulePage(id);
  const change = changeNamed(id);
  if (change !== undefined) return changePage(change.kind, change.subject);
  const verdict = verdictRuleNamed(id);
  if (verdict !== undefined) return `${id}\n${verdict.summary}\n\n${verdict.explanation}\n`;
  throw new UsageError(`"${id}" is not a rule. ${adviceOn(id)}`);
}

/** The most rules that the message about an unknown id lists. */
const mostListed = 20;

function adviceOn(id: string): string {
  const known = [...Object.keys(rules), ...Object.keys(stateRules), ...changeKinds, ...changeIds()];
  const longer = known.filter((one) => one.startsWith(id));
  if (longer.length > 0 && longer.length <= mostListed) return `These rules begin so: ${longer.join(", ")}.`;
  const suggestion = longer.length > 0 ? undefined : nearest(id, known);
  return suggestion === undefined ? "`dagwire explain` lists them." : `Did you mean "${suggestion}"?`;
}

function changeIds(): string[] {
  return changeKinds.flatMap((kind) => [changeRuleId("server", kind), changeRuleId("client", kind), changeRuleId("state", kind)]);
}

function isRuleId(id: string): id is RuleId {
  return Object.hasOwn(rules, id);
}
