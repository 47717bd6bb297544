import { ruleGroups, ruleNamed } from "./rules.js";
import type { Rule, RuleId } from "./rules.js";

/** Returns the text that `dagwire explain RULE` prints. */
export function rulePage(id: RuleId): string {
  const { severity, summary, explanation, example } = ruleNamed(id);
  const shown = example === undefined ? "" : `\nFault:\n${indent(example.fault)}\nFixed:\n${indent(example.mend)}\n`;
  return `${id} (${severity})\n${summary}\n\n${explanation}\n${shown}`;
}

/** Returns `docs/RULES.md`: every rule with its explanation and example. */
export function rulesMarkdown(): string {
  const groups = ruleGroups.map(
    ({ title, rules }) =>
      `## ${title}\n\n${Object.entries(rules)
        .map(([id, rule]) => section(id, rule))
        .join("\n")}`,
  );
  return `${introduction}\n${groups.join("\n")}`;
}

const introduction = `<!-- Written by \`npm run docs:rules\` from generator/diagnostics/rules. Do not edit. -->

# Rules

These rules find mistakes in schemas, manifests and configs. An \`error\` stops the output, because the output would be wrong. A \`warning\` is only shown. A rule that is \`off\` is not checked. Set each severity in \`dagwire.config.json\`:

\`\`\`json
{ "severity": { "EVENT_TAG_OPTIONAL": "error", "FORMAT_UNKNOWN": "off" } }
\`\`\`

\`dagwire explain RULE\` prints the description of one rule.
`;

function section(id: string, { severity, isFixed, summary, explanation, example }: Rule): string {
  const shown = example === undefined ? "" : `\n${fence(example.fault)}\n\nFixed:\n\n${fence(example.mend)}\n`;
  return `### ${id}\n\n\`${severity}\`${isFixed === true ? ", which the config cannot change" : ""}: ${escapeMarkdown(summary)}\n\n${escapeMarkdown(explanation)}\n${shown}`;
}

function fence(text: string): string {
  return `\`\`\`text\n${text}\n\`\`\``;
}

/** Escapes characters that Markdown reads as emphasis or that a formatter would rewrite. */
function escapeMarkdown(text: string): string {
  return text.replaceAll(/\\/g, "\\\\").replaceAll(/(?<=")_(?=")/g, "\\_");
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "  ");
}
