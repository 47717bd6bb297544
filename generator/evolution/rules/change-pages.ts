import type { ChangeKind } from "../change/change.js";
import type { WireEffect } from "./change-rule.js";
import { changeRuleId, changeRules, whoBreaks } from "./change-rules.js";
import type { Subject } from "./change-rules.js";
import type { Flow } from "../peer/wire.js";

const directions: readonly Subject[] = ["server", "client"];
const flows: readonly Flow[] = ["new-to-old", "old-to-new"];

/**
 * Returns the text that `dagwire explain` prints about a kind of change, for one direction or, by default, for both.
 */
export function changePage(kind: ChangeKind, subject?: Subject): string {
  const { summary, purpose, effects, instead } = changeRules[kind];
  const shown = subject === undefined ? directions : [subject];
  const title = shown.map((one) => changeRuleId(one, kind)).join(", ");
  const { "new-to-old": newToOld, "old-to-new": oldToNew, consumer, producer } = effects;
  const rows = [
    ["new sender, old reader", `strict: ${inWords(newToOld.strict)}; tolerant: ${inWords(newToOld.tolerant)}`],
    ["old sender, new reader", `strict: ${inWords(oldToNew.strict)}; tolerant: ${inWords(oldToNew.tolerant)}`],
    ["TypeScript that reads", consumer === "ok" ? "compiles" : "does not compile"],
    ["TypeScript that writes", producer === "ok" ? "compiles" : "does not compile"],
  ].map(([name = "", value]) => `  ${name.padEnd(24)}${value}`);
  const who = shown.flatMap((one) => flows.flatMap((flow) => whoBreaks(kind, one, flow) ?? [])).map((sentence) => `${sentence}\n`);
  return `${title} (change)\n${summary}\n\n${purpose}\n\nIn the plain case:\n${rows.join("\n")}\n\n${who.join("")}Instead: ${instead}\n`;
}

function inWords(effect: WireEffect): string {
  return { ok: "accepted", break: "refused", skip: "skipped, unless the event must be understood" }[effect];
}
