import type { Finding } from "../../diagnostics/diagnostic.js";
import type { RuleId } from "../../diagnostics/rules.js";
import { escapeToken } from "../../base/pointer.js";
import type { PathToken, Step } from "../../model/state/state-model.js";

/** A fault of a step of an `x-state`. `part` is a JSON Pointer into the step, to the part that has the fault. */
export type Fault = { readonly rule: RuleId; readonly part: string; readonly message: string; readonly hint: string };

/** Turns the fault of a step into a finding. */
export function findingOf({ owner, pointer }: Step, { rule, part, message, hint }: Fault): Finding {
  const place = { file: owner.location.file, pointer: `${owner.location.pointer}${pointer}${part}`, on: "value" as const };
  return { rule, place, message, hint };
}

/** Returns a path in the form in which the "at" of a step is written. */
export function pathText(tokens: readonly PathToken[]): string {
  return tokens.map((token) => `/${"key" in token ? escapeToken(token.key) : `{${token.names.join(".")}}`}`).join("");
}

/** Returns the place in the state that a step writes to, as the beginning of a message. */
export function placeText({ at }: Step): string {
  return at.length === 0 ? "The state" : `${JSON.stringify(pathText(at))} in the state`;
}
