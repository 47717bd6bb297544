import type { Finding } from "../diagnostics/diagnostic.js";
import { nearest } from "../base/nearest.js";
import { isImpossible } from "../schema/facts.js";
import type { Schema } from "../schema/schema.js";
import { isInCondition, isPart, placeIn } from "./place.js";

/** Finds names in `required` that the same schema does not declare. Only looks at schemas with `properties` and at closed ones. */
export function lintRequiredNames(schemas: readonly Schema[]): Finding[] {
  return schemas.flatMap((schema) => {
    const { required = [], properties } = schema;
    const isClosed = refusesUndeclared(schema);
    if (!isClosed && (properties === undefined || isComposed(schema))) return [];
    const declared = [...(properties?.keys() ?? [])];
    return required.flatMap((name, index) =>
      properties?.has(name) === true ? [] : [finding(schema, name, index, { declared, isClosed })],
    );
  });
}

function refusesUndeclared(schema: Schema): boolean {
  const { additionalProperties, patternProperties } = schema;
  return (
    additionalProperties !== undefined && patternProperties === undefined && isImpossible(additionalProperties) && !isInCondition(schema)
  );
}

/** Returns true if another part of a composed schema may declare the name. */
function isComposed(schema: Schema): boolean {
  const { ref, allOf, anyOf, oneOf, patternProperties } = schema;
  return isPart(schema) || [ref, allOf, anyOf, oneOf, patternProperties].some((part) => part !== undefined);
}

type Around = { readonly declared: readonly string[]; readonly isClosed: boolean };

function finding(schema: Schema, name: string, index: number, { declared, isClosed }: Around): Finding {
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
