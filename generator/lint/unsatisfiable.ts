import type { Finding } from "../diagnostics/diagnostic.js";
import { allTypes, hasType, isImpossible, typesOf } from "../schema/facts.js";
import type { JsonType, Schema } from "../schema/schema.js";
import type { LintContext } from "./context.js";
import { isInCondition, isPart, placeIn, shown } from "./context.js";

/**
 * Finds values of `enum` and `const` that `type` excludes, and schemas for which a cheap test shows that no value
 * satisfies them.
 */
export function lintUnsatisfiable({ schemas }: LintContext): Finding[] {
  return schemas.flatMap((schema) => {
    if (isInCondition(schema)) return [];
    return [...crossedBounds(schema), ...crossedTypes(schema), ...values(schema), ...required(schema)];
  });
}

type Bound = readonly [low: keyof Schema, high: keyof Schema, type: JsonType, isStrict: boolean];

const bounds: readonly Bound[] = [
  ["minimum", "maximum", "number", false],
  ["exclusiveMinimum", "maximum", "number", true],
  ["minimum", "exclusiveMaximum", "number", true],
  ["exclusiveMinimum", "exclusiveMaximum", "number", true],
  ["minLength", "maxLength", "string", false],
  ["minItems", "maxItems", "array", false],
  ["minContains", "maxContains", "array", false],
  ["minProperties", "maxProperties", "object", false],
];

function crossedBounds(schema: Schema): Finding[] {
  return bounds.flatMap(([low, high, type, isStrict]) => {
    const least = schema[low];
    const most = schema[high];
    if (typeof least !== "number" || typeof most !== "number" || least < most || (least === most && !isStrict)) return [];
    return [impossible(schema, [low], `No ${type} has "${low}" ${least} and "${high}" ${most}.`, "Swap or correct the two numbers.")];
  });
}

/** Finds schemas with `allOf` or `$ref` whose parts have no type in common. */
function crossedTypes(schema: Schema): Finding[] {
  const parts = [schema.ref, ...(schema.allOf ?? [])].filter((part) => part !== undefined);
  if (parts.length === 0 || schema.always !== undefined || typesOf(schema).size > 0) return [];
  const alone = parts.some((part) => typesOf(part).size === 0);
  if (alone) return [];
  const token = schema.allOf === undefined ? "$ref" : "allOf";
  return [
    impossible(
      schema,
      [token],
      `"${token}" joins schemas whose types have nothing in common.`,
      'Correct a "type", or write "anyOf" if one of the schemas is enough.',
    ),
  ];
}

function values(schema: Schema): Finding[] {
  const { types, constant, enum: list } = schema;
  if (types === undefined) return [];
  const fits = (value: Parameters<typeof hasType>[0]): boolean => types.some((type) => hasType(value, type));
  const asked = types.join(" or ");
  if (constant !== undefined && !fits(constant.value)) {
    return [impossible(schema, ["const"], `"const" ${shown(constant.value)} is not of type ${asked}.`, "Correct the value, or the type.")];
  }
  if (list === undefined || list.every(fits)) return [];
  if (!list.some(fits))
    return [impossible(schema, ["enum"], `No value of "enum" is of type ${asked}.`, "Correct the values, or the type.")];
  return list.flatMap((value, index) => {
    const message = `${shown(value)} is not of type ${asked}, so it can never be sent.`;
    const hint = `Add ${JSON.stringify(typeName(value))} to "type", or take the value out of "enum".`;
    return fits(value) ? [] : [{ rule: "ENUM_VALUE_EXCLUDED" as const, place: placeIn(schema, ["enum", index]), message, hint }];
  });
}

function typeName(value: Parameters<typeof hasType>[0]): JsonType {
  return allTypes.find((type) => hasType(value, type)) ?? "null";
}

function required(schema: Schema): Finding[] {
  const { required: names = [], properties, maxProperties } = schema;
  const forbidden = names.flatMap((name) => {
    const property = properties?.get(name);
    if (property === undefined || !isImpossible(property)) return [];
    return [
      impossible(
        schema,
        ["properties", name],
        `"${name}" is required, but its schema is false.`,
        'Remove the name from "required", or give the property another schema.',
      ),
    ];
  });
  if (maxProperties === undefined || names.length <= maxProperties) return forbidden;
  return [
    ...forbidden,
    impossible(
      schema,
      ["maxProperties"],
      `"required" names ${names.length} properties, more than "maxProperties" ${maxProperties}.`,
      "Correct one of the two keywords.",
    ),
  ];
}

function impossible(schema: Schema, tokens: readonly (string | number)[], message: string, hint: string): Finding {
  return {
    rule: "SCHEMA_UNSATISFIABLE",
    place: placeIn(schema, tokens),
    message,
    hint,
    ...(isPart(schema) && { severity: "warning" as const }),
  };
}
