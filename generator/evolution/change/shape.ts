import type { Json } from "../../base/json.js";
import type { JsonType, Location, Schema } from "../../schema/schema.js";
import { joinPointer } from "../../base/pointer.js";
import type { Facet } from "./facet.js";

/** A bound of a value. An exclusive bound is not itself allowed. */
export type Bound = { readonly value: number; readonly isExclusive: boolean };

/** A keyword that sets a bound. */
export type BoundName =
  "minimum" | "maximum" | "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" | "multipleOf";

/** `anyOf`, or `oneOf` (exclusive: exactly one branch may match). */
export type Union = { readonly isExclusive: boolean; readonly branches: readonly Facet[] };

/**
 * An `if` with `then` and `else`, one entry of `dependentRequired` or `dependentSchemas`, or a constraint such as
 * `not`.
 */
export type Condition = { readonly keyword: keyof Schema; readonly name: string; readonly parts: readonly Facet[] };

/**
 * The common meaning of all schemas of a {@link Facet}, keyword by keyword. Schemas that differ only in notation have
 * equal shapes.
 */
export type Shape = {
  readonly facet: Facet;
  /** True if no value is valid. */
  readonly isNever: boolean;
  /** True if `null` is valid in addition to the values that the other fields of the shape describe. */
  readonly isNullable: boolean;
  /** The types of the value, sorted and without `null`; `undefined` if any type is allowed. */
  readonly types: readonly JsonType[] | undefined;
  /** The values of `const` and `enum`, without `null`. */
  readonly values: readonly Json[] | undefined;
  /** For an enum with `x-open`: the facet of the values that it does not list. Absent for every other schema. */
  readonly unlisted?: Facet;
  readonly bounds: ReadonlyMap<BoundName, Bound>;
  readonly hasUniqueItems: boolean;
  readonly patterns: readonly string[];
  readonly formats: readonly string[];
  readonly properties: ReadonlyMap<string, Facet>;
  readonly required: ReadonlySet<string>;
  /** The names of properties that no object may have, because their schema is `false`. */
  readonly forbidden: readonly string[];
  /** True if an object may have only declared properties. */
  readonly isClosed: boolean;
  /**
   * The names of properties that one schema declares and another schema forbids by closing the object without declaring
   * them.
   */
  readonly hidden: readonly string[];
  /** The facet of undeclared properties. */
  readonly others: Facet;
  readonly patternProperties: ReadonlyMap<string, Facet>;
  readonly prefixItems: readonly Facet[];
  /** The facet of the list items after `prefixItems`. */
  readonly items: Facet;
  /** True if a list may have no items after `prefixItems`. */
  readonly isClosedList: boolean;
  readonly unions: readonly Union[];
  readonly conditions: readonly Condition[];
  /** The constraints `not`, `contains` and `propertyNames`, and the branches where `unevaluated…` concerns nothing. */
  readonly constraints: readonly Condition[];
};

/**
 * Returns the place of a keyword in the schemas of a shape. If none of them has the keyword, returns the place of the
 * first schema.
 */
export function placeOf(shape: Shape, keyword: keyof Schema, ...tokens: readonly (string | number)[]): Location | undefined {
  const leaf = shape.facet.leaves.find((schema) => schema[keyword] !== undefined && holds(schema[keyword], tokens[0]));
  if (leaf === undefined) return shape.facet.leaves[0]?.location ?? shape.facet.location;
  const { file, pointer } = leaf.location;
  return { file, pointer: joinPointer(pointer, written[keyword] ?? keyword, ...tokens) };
}

const written: Partial<Record<keyof Schema, string>> = { types: "type", constant: "const" };

function holds(value: unknown, token: string | number | undefined): boolean {
  return typeof token === "string" && value instanceof Map ? value.has(token) : true;
}
