import { equals } from "../equality.js";
import { isMultipleOf } from "../multiple-of.js";
import { isRecord } from "../records.js";
import { isLongerThan, isShorterThan } from "../text-length.js";
import { type Context, refuse } from "./context.js";
import { alternatives, describeType, plural, show } from "./describe.js";
import type { RuleKeywords, TypeName } from "./rule.js";

/** `const` and `enum`. */
export function checkValues(context: Context, rule: RuleKeywords, value: unknown): boolean {
  const { const: constant, enum: values } = rule;
  if (constant !== undefined && !equals(constant, value)) return refuse(context, show(constant), value);
  if (values === undefined || values.includes(value) || values.some((item) => equals(item, value))) return true;
  return refuse(context, alternatives(values.map(show)), value);
}

/** `type`. */
export function checkType(context: Context, rule: RuleKeywords, value: unknown): boolean {
  const { type } = rule;
  const isKept = typeof type === "string" ? isOfType(value, type) : type?.some((one) => isOfType(value, one));
  return isKept !== false || refuse(context, describeType(context.rules, rule), value);
}

/** True where `value` has the type. */
export function isOfType(value: unknown, type: TypeName): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "object":
      return isRecord(value);
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    case "number":
      return Number.isFinite(value);
    default:
      return typeof value === type;
  }
}

/** The keywords for numbers. */
export function checkNumber(context: Context, rule: RuleKeywords, value: unknown): boolean {
  if (typeof value !== "number") return true;
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = rule;
  if (!Number.isFinite(value)) return refuse(context, "a finite number", value);
  if (minimum !== undefined && value < minimum) return refuse(context, `at least ${minimum}`, value);
  if (maximum !== undefined && value > maximum) return refuse(context, `at most ${maximum}`, value);
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) return refuse(context, `more than ${exclusiveMinimum}`, value);
  if (exclusiveMaximum !== undefined && value >= exclusiveMaximum) return refuse(context, `less than ${exclusiveMaximum}`, value);
  if (multipleOf !== undefined && !isMultipleOf(value, multipleOf)) return refuse(context, `a multiple of ${multipleOf}`, value);
  return true;
}

/** The keywords for strings. */
export function checkString(context: Context, rule: RuleKeywords, value: unknown): boolean {
  if (typeof value !== "string") return true;
  const { minLength, maxLength, pattern, format } = rule;
  if (minLength !== undefined && isShorterThan(value, minLength)) {
    return refuse(context, `at least ${plural(minLength, "character")}`, value);
  }
  if (maxLength !== undefined && isLongerThan(value, maxLength)) {
    return refuse(context, `at most ${plural(maxLength, "character")}`, value);
  }
  if (pattern !== undefined && !pattern.test(value)) return refuse(context, `string matching ${String(pattern)}`, value);
  if (format !== undefined && context.rules.formats[format]?.(value) === false) return refuse(context, `${format} string`, value);
  return true;
}
