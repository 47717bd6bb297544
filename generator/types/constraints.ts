import type { Json } from "../base/json.js";
import type { Schema } from "../schema/schema.js";
import { isTrivial } from "../schema/facts.js";

/** Returns sentences for TSDoc: one for each constraint of the schemas that a TypeScript type does not express. */
export function constraintLines(schemas: readonly Schema[]): string[] {
  return schemas.flatMap((schema) => [
    ...(schema.isOpen === true ? ["Later versions may add values."] : []),
    ...number(schema),
    ...lengths(schema),
    ...(schema.format === undefined ? [] : [`Format: ${schema.format}.`]),
    ...(schema.pattern === undefined ? [] : [`Matches \`${schema.pattern}\`.`]),
    ...(schema.multipleOf === undefined ? [] : [`A multiple of ${schema.multipleOf}.`]),
    ...(schema.uniqueItems === true ? ["No two items are equal."] : []),
    ...beyondTypes(schema),
  ]);
}

function number(schema: Schema): string[] {
  const isWhole = schema.types?.includes("integer") === true && !schema.types.includes("number");
  const bounds = range(schema).join(", ");
  const text = [...(isWhole ? ["a whole number"] : []), ...(bounds === "" ? [] : [bounds])].join(", ");
  return text === "" ? [] : [`${text.charAt(0).toUpperCase()}${text.slice(1)}.`];
}

function range(schema: Schema): string[] {
  const { minimum, maximum } = schema;
  if (minimum !== undefined && maximum !== undefined) return [`${minimum} to ${maximum}`];
  return [
    ...bound("at least", minimum),
    ...bound("above", schema.exclusiveMinimum),
    ...bound("at most", maximum),
    ...bound("below", schema.exclusiveMaximum),
  ];
}

function bound(words: string, limit: number | undefined): string[] {
  return limit === undefined ? [] : [`${words} ${limit}`];
}

function lengths(schema: Schema): string[] {
  return [
    ...counted(schema.minLength, schema.maxLength, "character"),
    ...counted(schema.minItems, schema.maxItems, "item"),
    ...counted(schema.minProperties, schema.maxProperties, "property"),
  ];
}

function counted(min: number | undefined, max: number | undefined, noun: string): string[] {
  if (min !== undefined && min === max) return [`Exactly ${plural(min, noun)}.`];
  if (min !== undefined && min > 0 && max !== undefined) return [`${min} to ${plural(max, noun)}.`];
  const lower = min === undefined || min === 0 ? [] : [`At least ${plural(min, noun)}.`];
  const upper = max === undefined ? [] : [`At most ${plural(max, noun)}.`];
  return [...lower, ...upper];
}

function plural(count: number, noun: string): string {
  if (count === 1) return `1 ${noun}`;
  return `${count} ${noun.endsWith("y") ? `${noun.slice(0, -1)}ies` : `${noun}s`}`;
}

/** Returns a sentence that lists the keywords, such as `not`, that the validator checks and no TypeScript type expresses. */
function beyondTypes(schema: Schema): string[] {
  const named = (["not", "if", "dependentRequired", "dependentSchemas", "propertyNames", "contains"] as const).filter(
    (keyword) => schema[keyword] !== undefined && (keyword !== "if" || !isIdle(schema)),
  );
  return named.length === 0 ? [] : [`The validator also checks ${named.map((keyword) => `\`${keyword}\``).join(", ")}.`];
}

/** Returns true if the `then` and `else` of a schema accept every value, so that its `if` refuses nothing. */
function isIdle({ then, else: otherwise }: Schema): boolean {
  return [then, otherwise].every((part) => part === undefined || isTrivial(part));
}

/** Returns a JSON value for documentation, cut at 120 characters. */
export function shownValue(value: Json): string {
  const text = JSON.stringify(value);
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`;
}
