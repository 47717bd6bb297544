import { equals } from "../equality.js";
import { isMultipleOf } from "../multiple-of.js";
import { isRecord } from "../records.js";
import { isLongerThan, isShorterThan } from "../text-length.js";
import { type Context, refuse } from "./context.js";
import { alternatives, plural, show, typesOf } from "./describe.js";
import type { RuleKeywords, TypeName } from "./rule.js";

/** `type`, `const` and `enum`. */
export function checkKind(context: Context, rule: RuleKeywords, value: unknown): boolean {
  const types = typesOf(rule);
  const hasValues = rule.enum !== undefined || "const" in rule;
  if (types.length > 0 && !hasValues && !types.some((type) => isOfType(value, type))) {
    return refuse(context, expectedTypes(context, rule, types), value);
  }
  if ("const" in rule && !equals(rule.const, value)) return refuse(context, show(rule.const), value);
  if (rule.enum !== undefined && !rule.enum.some((item) => equals(item, value))) {
    return refuse(context, alternatives(rule.enum.map(show)), value);
  }
  if (types.length > 0 && !types.some((type) => isOfType(value, type))) return refuse(context, alternatives(types), value);
  return true;
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
export function checkNumber(context: Context, rule: RuleKeywords, value: number): boolean {
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
export function checkString(context: Context, rule: RuleKeywords, value: string): boolean {
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

function expectedTypes(context: Context, rule: RuleKeywords, types: readonly TypeName[]): string {
  const format = rule.format;
  const isFormat = format !== undefined && types.length === 1 && types[0] === "string" && context.rules.formats[format] !== undefined;
  return isFormat ? `${format} string` : alternatives(types);
}
