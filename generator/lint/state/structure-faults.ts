import { typesOf } from "../../schema/facts.js";
import type { Schema } from "../../schema/schema.js";
import { conjunctsOf } from "../../schema/conjuncts.js";
import type { Step } from "../../model/state/state-model.js";
import { pathText, placeText } from "./step-findings.js";
import type { Fault } from "./step-findings.js";
import type { Container, Target } from "./target.js";

/**
 * Returns a fault if a step may have to create a parent object that requires other properties. A parent object that a
 * step creates has only the property on the path to the target.
 */
export function missingFault(containers: readonly Container[], step: Step): Fault | undefined {
  if (step.op === "remove") return undefined;
  for (const [index, { conjuncts, mayBeMissing, token }] of containers.entries()) {
    const lacking = conjuncts.flatMap(({ required = [] }) => required).find((name) => !("key" in token) || name !== token.key);
    if (mayBeMissing && lacking !== undefined) return incomplete(step, lacking, pathText(step.at.slice(0, index)));
  }
  return undefined;
}

/** Returns the fault that a step may create an object of the state without a required property. */
export function incomplete(step: Step, name: string, path: string): Fault {
  const message = `The step may have to create ${JSON.stringify(path)} in the state, which requires "${name}".`;
  const hint = `Make "${name}" optional in the state's schema, or write all required properties of the object in an earlier step.`;
  return { rule: "STATE_TARGET_BROKEN", part: step.source.kind === "pick" ? "/pick" : "/at", message, hint };
}

/** Returns a fault if the state requires the property that a step removes. */
export function removalFault({ containers }: Target, step: Step): Fault | undefined {
  const last = containers.at(-1);
  const rule = "STATE_TARGET_BROKEN";
  if (last === undefined)
    return {
      rule,
      part: "/at",
      message: "The whole state cannot be removed.",
      hint: 'To reset the state, use "set" with the value that the state begins with.',
    };
  const { conjuncts, token } = last;
  const required = conjuncts.flatMap((schema) => schema.required ?? []).find((name) => !("key" in token) || name === token.key);
  if (required === undefined) return undefined;
  const message = `The step may remove "${required}", which ${JSON.stringify(pathText(step.at.slice(0, -1)))} in the state requires.`;
  return { rule, part: "/at", message, hint: `Make "${required}" optional, or "set" it to a value.` };
}

const listKeywords: ReadonlySet<string> = new Set([
  "location",
  "dialect",
  "annotations",
  "extendedBy",
  "ref",
  "allOf",
  "types",
  "items",
  "maxItems",
  "minItems",
]);

/** Returns a fault if the target of an "append" step is no list, or if one more item can make the list invalid. */
export function appendFault(step: Step, target: Schema): Fault | undefined {
  if (!typesOf(target).has("array")) {
    return {
      rule: "STATE_TARGET_UNKNOWN",
      part: "/at",
      message: `${placeText(step)} is not a list, so nothing can be appended to it.`,
      hint: 'Correct "at", or use "set" or "merge".',
    };
  }
  const parts = conjunctsOf([target]);
  const rule = "STATE_TARGET_BROKEN";
  const keyword = parts.flatMap(Object.keys).find((key) => !listKeywords.has(key));
  if (keyword !== undefined) {
    return {
      rule,
      part: "/at",
      message: `${placeText(step)} has "${keyword}", which a step that appends could break.`,
      hint: `Remove "${keyword}" from the schema of the list.`,
    };
  }
  const most = Math.min(...parts.map(({ maxItems = Infinity }) => maxItems));
  if (step.limit > most)
    return {
      rule,
      part: "/limit",
      message: `"limit" is ${step.limit}, but ${placeText(step)} has "maxItems" ${most}.`,
      hint: `Write ${most} or less as "limit".`,
    };
  const least = Math.max(...parts.map(({ minItems = 0 }) => minItems));
  if (least > 1)
    return {
      rule,
      part: "/at",
      message: `${placeText(step)} has "minItems" ${least}, but the first "append" gives it only one item.`,
      hint: 'Remove "minItems".',
    };
  return undefined;
}
