import type { Json } from "../../base/json.js";
import type { JsonType, Schema } from "../../schema/schema.js";
import type { Condition } from "./condition.js";
import { all, any, not, print, same, test, testOf, truth } from "./condition.js";
import { allTypes, hasNumberKeywords, hasStringKeywords, typeOf, valuesOf } from "../../schema/facts.js";
import { greatest, least } from "../../schema/bounds.js";
import type { NumberFormat } from "../../schema/format-kinds.js";
import { numberFormat, stringFormat } from "../../schema/format-kinds.js";
import { literalOf, printLiteral } from "./literal.js";
import type { Scope, Subject } from "./scope.js";
import { allOf } from "./value-set.js";

/** The most values of an `enum` that are compared one by one. For more values, the generated code uses a `Set`. */
const manyValues = 12;

/**
 * Returns the JSON types that the keyword `type` allows and earlier conditions have not excluded; `undefined` without
 * `type`. May contain `integer`.
 */
export function allowedTypes(schema: Schema, subject: Subject): readonly JsonType[] | undefined {
  if (schema.types === undefined) return undefined;
  const types = schema.types.includes("number") ? schema.types.filter((type) => type !== "integer") : schema.types;
  return types.filter((type) => subject.types?.has(type === "integer" ? "number" : type) !== false);
}

/** Returns the condition that a value satisfies `const` and `enum`; `undefined` if the schema has neither. */
export function valuesCondition(scope: Scope, schema: Schema, subject: Subject): Condition | undefined {
  const values = valuesOf(schema)?.filter((value) => subject.types?.has(typeOf(value)) !== false);
  if (values === undefined) return undefined;
  const scalars = values.filter((value) => typeof value !== "object" || value === null);
  const others = values.filter((value) => typeof value === "object" && value !== null);
  return any(scalarsCondition(scope, scalars, subject), ...others.map((value) => equalCondition(scope, value, subject)));
}

function scalarsCondition(scope: Scope, values: readonly Exclude<Json, object>[], subject: Subject): Condition {
  if (values.length <= manyValues) return any(...values.map((value) => same(subject.text, value)));
  const text = `new Set${scope.file.typed("<unknown>")}(${valuesConstant(scope, values, subject.hint)})`;
  const name = scope.file.constant(text, `${subject.hint}Set`, ": ReadonlySet<unknown>");
  return truth(`${name}.has(${subject.text})`);
}

/** Returns the name of the constant with the values of a long `enum`. Both check functions and constraints use it. */
export function valuesConstant(scope: Pick<Scope, "file">, values: readonly Json[], hint: string): string {
  return scope.file.constant(printLiteral(literalOf([...values])), `${hint}Values`, ": readonly unknown[]");
}

/** Returns true if the values of an `enum` are in a constant, because they are many and none is an object or a list. */
export function hasValuesConstant(values: readonly Json[]): boolean {
  return values.length > manyValues && values.every((value) => typeof value !== "object" || value === null);
}

function equalCondition(scope: Scope, value: Json, subject: Subject): Condition {
  const constant = scope.file.constant(scope.file.data(value), `${subject.hint}Constant`, ": unknown");
  return truth(`${scope.file.helper("equals")}(${subject.text}, ${constant})`);
}

/** Returns the condition that an expression has one JSON type, such as `typeof x === "string"`. */
export function typeTest(scope: Scope, type: JsonType, text: string): Condition {
  switch (type) {
    case "null":
      return same(text, null);
    case "object":
      return guard(`${scope.file.helper("isRecord")}(${text})`, text, type);
    case "array":
      return guard(`Array.isArray(${text})`, text, type);
    case "integer":
      return guard(`Number.isInteger(${text})`, text, "number", false);
    case "number":
      return guard(`Number.isFinite(${text})`, text, "number", false);
    default:
      return typeofTest(text, type);
  }
}

function guard(call: string, subject: string, kind: "object" | "array" | "number", isNarrowing = true): Condition {
  return testOf(call, `!${call}`, subject, allOf(kind), isNarrowing);
}

function typeofTest(text: string, type: "string" | "number" | "boolean"): Condition {
  return testOf(`typeof ${text} === "${type}"`, `typeof ${text} !== "${type}"`, text, allOf(type));
}

/**
 * Returns the condition that a value has one of the given types, and satisfies the keywords for strings or numbers.
 *
 * @param types The JSON types to accept. `undefined` accepts every type.
 */
export function scalarCondition(scope: Scope, schema: Schema, subject: Subject, types: readonly JsonType[] | undefined): Condition {
  if (types !== undefined) return any(...types.map((type) => typeCondition(scope, schema, subject, type)));
  const possible = allTypes.filter((type) => subject.types?.has(type) !== false);
  const groups = possible.flatMap((type) => {
    if (type === "string" && hasStringKeywords(schema))
      return [any(not(narrow(scope, type, subject)), stringCondition(scope, schema, subject))];
    if (type === "number" && hasNumberKeywords(schema))
      return [any(not(narrow(scope, type, subject)), numberCondition(scope, schema, subject, false))];
    return [];
  });
  return all(...groups);
}

/**
 * Returns true if `format` is the schema's only keyword for strings. Then the generated code needs no `typeof`, because the
 * function that checks the format refuses other types. TypeScript does not narrow the value by such a call.
 */
export function isBareFormat(scope: Scope, { format, minLength, maxLength, pattern }: Schema): boolean {
  const isChecked = scope.file.formats === "assert" && stringFormat(format) !== undefined;
  return isChecked && [minLength, maxLength, pattern].every((keyword) => keyword === undefined);
}

function typeCondition(scope: Scope, schema: Schema, subject: Subject, type: JsonType): Condition {
  if (type === "string" && isBareFormat(scope, schema)) return stringCondition(scope, schema, subject);
  if (type === "string") return all(narrow(scope, type, subject), stringCondition(scope, schema, subject));
  if (type !== "number" && type !== "integer") return narrow(scope, type, subject);
  const base = typeTest(scope, type, subject.text);
  if (!hasNumberKeywords(schema)) return base;
  const isNumber = narrow(scope, "number", subject);
  return all(isNumber, type === "integer" ? base : all(), numberCondition(scope, schema, subject, type === "integer"));
}

/**
 * Returns the condition by which TypeScript narrows a value to one type; the constant true if earlier conditions have
 * narrowed it to this type.
 */
function narrow(scope: Scope, type: JsonType, subject: Subject): Condition {
  if (subject.types?.size === 1 && subject.types.has(type)) return all();
  return type === "number" ? typeofTest(subject.text, type) : typeTest(scope, type, subject.text);
}

function stringCondition(scope: Scope, schema: Schema, subject: Subject): Condition {
  const { minLength = 0, maxLength, pattern } = schema;
  const { file } = scope;
  const { text } = subject;
  const parts: Condition[] = [];
  if (minLength === 1) parts.push(not(same(text, "")));
  else if (minLength > 0) parts.push(not(truth(`${file.helper("isShorterThan")}(${text}, ${minLength})`)));
  if (maxLength !== undefined) parts.push(not(truth(`${file.helper("isLongerThan")}(${text}, ${maxLength})`)));
  const format = file.formats === "assert" ? stringFormat(schema.format) : undefined;
  if (format !== undefined) parts.push(truth(`${file.helper(format)}(${text})`));
  if (pattern !== undefined) parts.push(truth(`${file.pattern(pattern, subject.hint)}.test(${text})`));
  return all(...parts);
}

/**
 * Returns the condition that a number satisfies the keywords for numbers. Refuses NaN and infinity.
 *
 * @param isInteger True if the code before has checked that the value is an integer.
 */
function numberCondition(scope: Scope, schema: Schema, subject: Subject, isInteger: boolean): Condition {
  const { text } = subject;
  const format = scope.file.formats === "assert" ? numberFormat(schema.format) : undefined;
  const isWhole = isInteger || format !== undefined;
  const bounds = boundTests(schema, text, format);
  const parts: Condition[] = [];
  if (format !== undefined && !isInteger) parts.push(truth(`Number.isInteger(${text})`));
  parts.push(...(isWhole ? bounds : finiteCondition(schema, text, bounds)));
  if (schema.multipleOf !== undefined) parts.push(multipleCondition(scope, text, schema.multipleOf, isInteger));
  return all(...parts);
}

function boundTests(schema: Schema, text: string, format: NumberFormat | undefined): Condition[] {
  const bound = (sign: string, opposite: string, limit: number | undefined): Condition[] =>
    limit === undefined ? [] : [test(`${text} ${sign} ${limit}`, `${text} ${opposite} ${limit}`)];
  return [
    ...bound(">=", "<", greatest(schema.minimum, format?.minimum)),
    ...bound(">", "<=", schema.exclusiveMinimum),
    ...bound("<=", ">", least(schema.maximum, format?.maximum)),
    ...bound("<", ">=", schema.exclusiveMaximum),
  ];
}

/**
 * Returns the condition that a number is finite and within the schema's bounds. If the lower or upper bound is missing, compares
 * with infinity. The opposite is `!(x >= 0)`, because `x < 0` would be false for NaN.
 */
function finiteCondition(schema: Schema, text: string, bounds: readonly Condition[]): Condition[] {
  if (bounds.length === 0) return [truth(`Number.isFinite(${text})`)];
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } = schema;
  const texts = bounds.map(print);
  if (minimum === undefined && exclusiveMinimum === undefined) texts.push(`${text} > -Infinity`);
  if (maximum === undefined && exclusiveMaximum === undefined) texts.push(`${text} < Infinity`);
  return [test(texts.join(" && "), `!(${texts.join(" && ")})`)];
}

function multipleCondition(scope: Scope, text: string, factor: number, isInteger: boolean): Condition {
  if (isInteger && Number.isInteger(factor)) return test(`${text} % ${factor} === 0`, `${text} % ${factor} !== 0`);
  return truth(`${scope.file.helper("isMultipleOf")}(${text}, ${factor})`);
}
