import { equals } from "../equality.js";
import { isMultipleOf } from "../multiple-of.js";
import { isLongerThan, isShorterThan } from "../text-length.js";
import { type Context, isOfType, named, refuse } from "./context.js";
import { alternatives, plural, show } from "./show.js";

/** Checks the keywords `const` and `enum`, if some of their values are objects or arrays. */
export function explainEquals(context: Context, values: readonly unknown[], value: unknown): boolean {
  return values.some((item) => equals(item, value)) || refuse(context, alternatives(values.map(show)), value);
}

/** Checks the keyword `minimum`. */
export function explainMinimum(context: Context, limit: number, value: unknown): boolean {
  return typeof value !== "number" || isFiniteIf(value >= limit, value) || refuse(context, `at least ${limit}`, value);
}

/** Checks the keyword `maximum`. */
export function explainMaximum(context: Context, limit: number, value: unknown): boolean {
  return typeof value !== "number" || isFiniteIf(value <= limit, value) || refuse(context, `at most ${limit}`, value);
}

/** Checks the keyword `exclusiveMinimum`. */
export function explainExclusiveMinimum(context: Context, limit: number, value: unknown): boolean {
  return typeof value !== "number" || isFiniteIf(value > limit, value) || refuse(context, `more than ${limit}`, value);
}

/** Checks the keyword `exclusiveMaximum`. */
export function explainExclusiveMaximum(context: Context, limit: number, value: unknown): boolean {
  return typeof value !== "number" || isFiniteIf(value < limit, value) || refuse(context, `less than ${limit}`, value);
}

/** Checks the keyword `multipleOf`. */
export function explainMultipleOf(context: Context, factor: number, value: unknown): boolean {
  return typeof value !== "number" || isMultipleOf(value, factor) || refuse(context, `a multiple of ${factor}`, value);
}

/** Refuses numbers that are not finite, because JSON has none. */
function isFiniteIf(isWithin: boolean, value: number): boolean {
  return isWithin && Number.isFinite(value);
}

/** Checks the keyword `minLength`. */
export function explainMinLength(context: Context, limit: number, value: unknown): boolean {
  return typeof value !== "string" || !isShorterThan(value, limit) || refuse(context, `at least ${plural(limit, "character")}`, value);
}

/** Checks the keyword `maxLength`. */
export function explainMaxLength(context: Context, limit: number, value: unknown): boolean {
  return typeof value !== "string" || !isLongerThan(value, limit) || refuse(context, `at most ${plural(limit, "character")}`, value);
}

/** Checks the keyword `pattern`. */
export function explainPattern(context: Context, pattern: RegExp, value: unknown): boolean {
  return typeof value !== "string" || pattern.test(value) || refuse(context, `string matching ${String(pattern)}`, value);
}

/** Checks the keyword `format` in a constraint that also allows other types than string. */
export function explainFormat(context: Context, format: string, value: unknown): boolean {
  return typeof value !== "string" || isOfType(context, format, value) || refuse(context, named(context, format), value);
}
