import type { Finding } from "../diagnostics/diagnostic.js";
import { nearest } from "../base/nearest.js";
import { isImpossible, isTrivial, typesOf } from "../schema/facts.js";
import type { Schema } from "../schema/schema.js";
import { isInCondition, isPart, placeIn } from "./context.js";
import { pointerTokens } from "../base/pointer.js";
import { fact } from "../base/fact.js";
import type { LintContext } from "./context.js";

/**
 * Finds names in `required` that the same schema does not declare. Checks only schemas that have `properties` or forbid
 * unknown properties.
 */
export function lintRequiredNames(schemas: readonly Schema[]): Finding[] {
  return schemas.flatMap((schema) => {
    const { required = [], properties } = schema;
    const isClosed = refusesUndeclared(schema);
    if (!isClosed && (properties === undefined || isComposed(schema))) return [];
    const declared = [...(properties?.keys() ?? [])];
    return required.flatMap((name, index) =>
      properties?.has(name) === true ? [] : [undeclaredName(schema, name, index, { declared, isClosed })],
    );
  });
}

function refusesUndeclared(schema: Schema): boolean {
  const { additionalProperties, patternProperties } = schema;
  return (
    additionalProperties !== undefined && patternProperties === undefined && isImpossible(additionalProperties) && !isInCondition(schema)
  );
}

/** Returns true if the schema has parts, such as members of `allOf`, that may declare further properties. */
function isComposed(schema: Schema): boolean {
  const { ref, allOf, anyOf, oneOf, patternProperties } = schema;
  return isPart(schema) || [ref, allOf, anyOf, oneOf, patternProperties].some((part) => part !== undefined);
}

type Around = { readonly declared: readonly string[]; readonly isClosed: boolean };

function undeclaredName(schema: Schema, name: string, index: number, { declared, isClosed }: Around): Finding {
  const suggestion = nearest(name, declared);
  const isWrong = suggestion !== undefined || (isClosed && !isPart(schema));
  const why = isClosed ? " The object is closed, so no value satisfies it." : "";
  return {
    rule: "REQUIRED_NAME_UNDECLARED",
    place: placeIn(schema, ["required", index]),
    message: `"required" names "${name}", which "properties" does not declare.${why}`,
    hint: suggestion === undefined ? `Declare "${name}", or take it out of "required".` : `Did you mean "${suggestion}"?`,
    ...(isWrong && { severity: "error" as const }),
  };
}

/** Finds events and definitions whose schema accepts every value but is not the schema `true`. */
export function lintAcceptsAnything({ schemas, events }: LintContext): Finding[] {
  const isEvent = new Set(events);
  return schemas.flatMap((schema) => {
    if (!isVague(schema)) return [];
    const what = isEvent.has(schema) ? "event" : isDefinition(schema) ? "definition" : undefined;
    return what === undefined ? [] : [vagueSchema(schema, what)];
  });
}

const isVague = fact((schema: Schema) => schema.always === undefined && schema.ref === undefined && isTrivial(schema));

function isDefinition({ location }: Schema): boolean {
  const holder = pointerTokens(location.pointer).at(-2);
  return holder === "$defs" || holder === "definitions";
}

function vagueSchema(schema: Schema, what: string): Finding {
  return {
    rule: "SCHEMA_ACCEPTS_ANYTHING",
    place: placeIn(schema, []),
    message: `The schema of this ${what} accepts every value, so its type is "unknown" and its validator refuses nothing.`,
    hint: 'Add at least a "type", or write true as the schema if every value is allowed.',
  };
}

/** Finds lists with `uniqueItems` and without `maxItems` whose items may be objects or lists. */
export function lintUniqueItems({ schemas }: LintContext): Finding[] {
  return schemas.filter(isUnbounded).map((schema) => ({
    rule: "UNIQUE_ITEMS_UNBOUNDED",
    place: placeIn(schema, ["uniqueItems"], "key"),
    message: '"uniqueItems" compares items that are objects or lists, but nothing limits the number of items.',
    hint: 'Add "maxItems".',
  }));
}

function isUnbounded({ uniqueItems, maxItems, items }: Schema): boolean {
  if (uniqueItems !== true || maxItems !== undefined || items === undefined || isTrivial(items)) return false;
  const types = typesOf(items);
  return types.has("object") || types.has("array");
}
