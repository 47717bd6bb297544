import type { Place } from "../diagnostics/diagnostic.js";
import { joinPointer } from "../base/pointer.js";
import type { Schema } from "../schema/schema.js";

/** A place below a schema. */
export function placeIn({ location }: Schema, tokens: readonly (string | number)[], on: "key" | "value" = "value"): Place {
  return { file: location.file, pointer: joinPointer(location.pointer, ...tokens), on };
}

/** A value as a message shows it: JSON, cut at 80 characters. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** True inside a `not` or an `if`, where to refuse every value may be what is meant. */
export function isInCondition({ location }: Schema): boolean {
  return /\/(?:not|if)(?:\/|$)/.test(location.pointer);
}

/** True for a member of a union or of another conjunction, whose other parts may say more. */
export function isPart({ location }: Schema): boolean {
  return /\/(?:allOf|anyOf|oneOf)\/\d+$|\/(?:if|then|else|not)$|\/dependentSchemas\/[^/]*$/.test(location.pointer);
}
