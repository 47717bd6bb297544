import type { Place } from "../diagnostics/diagnostic.js";
import { joinPointer } from "../base/pointer.js";
import type { Schema } from "../schema/schema.js";

/** Returns the place at a path below a schema. */
export function placeIn({ location }: Schema, tokens: readonly (string | number)[], on: "key" | "value" = "value"): Place {
  return { file: location.file, pointer: joinPointer(location.pointer, ...tokens), on };
}

/** Returns a value for a message, as JSON that is cut at 80 characters. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** Returns true inside a `not` or an `if`. A schema there may refuse every value on purpose. */
export function isInCondition({ location }: Schema): boolean {
  return /\/(?:not|if)(?:\/|$)/.test(location.pointer);
}

/** Returns true for a part of a composed schema, such as a member of `allOf`. The other parts may add more conditions. */
export function isPart({ location }: Schema): boolean {
  return /\/(?:allOf|anyOf|oneOf)\/\d+$|\/(?:if|then|else|not)$|\/dependentSchemas\/[^/]*$/.test(location.pointer);
}
