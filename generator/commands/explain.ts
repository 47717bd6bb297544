import { nearest } from "../diagnostics/nearest.js";
import { rulePage, rulesMarkdown } from "../diagnostics/rule-page.js";
import { rules } from "../diagnostics/rules.js";
import type { RuleId } from "../diagnostics/rules.js";
import { exitCode, UsageError } from "./command.js";
import type { Command } from "./command.js";
import { parseArguments } from "./parse-arguments.js";

const help = `dagwire explain: what a rule finds, why it matters, what to do, with an example.

Usage: dagwire explain [RULE_ID] [--markdown]

Without an id, all rules are listed; with --markdown, as the page docs/RULES.md.
`;

/** `dagwire explain` */
export const explainCommand: Command = {
  name: "explain",
  summary: "say what a rule means",
  help,
  run(args, context) {
    const { positionals, values } = parseArguments(args, { markdown: { type: "boolean" } }, 1);
    const [id] = positionals;
    const list = values["markdown"] === true ? rulesMarkdown : listRules;
    context.stdout(id === undefined ? list() : explainRule(id.toUpperCase()));
    return exitCode.fine;
  },
};

function listRules(): string {
  const ids = Object.keys(rules) as RuleId[];
  const width = Math.max(...ids.map((id) => id.length));
  return ids.map((id) => `${id.padEnd(width)}  ${rules[id].summary}\n`).join("");
}

function explainRule(id: string): string {
  if (!isRuleId(id)) {
    const suggestion = nearest(id, Object.keys(rules));
    throw new UsageError(
      `"${id}" is not a rule.${suggestion === undefined ? " `dagwire explain` lists them." : ` Did you mean "${suggestion}"?`}`,
    );
  }
  return rulePage(id);
}

function isRuleId(id: string): id is RuleId {
  return Object.hasOwn(rules, id);
}
