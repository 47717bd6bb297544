import type { Json } from "../../base/json.js";
import type { JsonType, Location, Schema } from "../../schema/schema.js";
import { joinPointer } from "../../base/pointer.js";
import type { Facet } from "./facet.js";

/** One end of a range. */
export type Bound = { readonly value: number; readonly isExclusive: boolean };

/** The keyword of a range. */
export type BoundName =
  "minimum" | "maximum" | "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" | "multipleOf";

/** `anyOf`, or `oneOf` (exclusive: exactly one branch may match). */
export type Union = { readonly isExclusive: boolean; readonly branches: readonly Facet[] };

/** `if` with `then` and `else`, or the requirements that the presence of a property brings. */
export type Condition = { readonly keyword: keyof Schema; readonly name: string; readonly parts: readonly Facet[] };

/** The meaning of a facet, keyword by keyword. Schemas that differ only in notation have equal shapes. */
export type Shape = {
  readonly facet: Facet;
  /** True if no value is valid. */
  readonly isNever: boolean;
  /** True if `null` is valid beside the values that the other fields describe. */
  readonly isNullable: boolean;
  /** Sorted, without `null`. `undefined`: any type. */
  readonly types: readonly JsonType[] | undefined;
  /** The values of `const` and `enum`, without `null`. */
  readonly values: readonly Json[] | undefined;
  readonly bounds: ReadonlyMap<BoundName, Bound>;
  readonly hasUniqueItems: boolean;
  readonly patterns: readonly string[];
  readonly formats: readonly string[];
  readonly properties: ReadonlyMap<string, Facet>;
  readonly required: ReadonlySet<string>;
  /** Properties that must be absent. */
  readonly forbidden: readonly string[];
  /** True if only declared properties are allowed. */
  readonly isClosed: boolean;
  /** Properties that one schema declares and another one, which closes the object, does not. They are refused. */
  readonly hidden: readonly string[];
  /** The facet of undeclared properties. */
  readonly others: Facet;
  readonly patternProperties: ReadonlyMap<string, Facet>;
  readonly prefixItems: readonly Facet[];
  /** The facet of the items after `prefixItems`. */
  readonly items: Facet;
  /** True if no items after `prefixItems` are allowed. */
  readonly isClosedList: boolean;
  readonly unions: readonly Union[];
  readonly conditions: readonly Condition[];
  /** `not`, `contains` and `propertyNames`. */
  readonly constraints: readonly Condition[];
};

/** Returns the place of a keyword in the schemas of a shape; the place of the value if none has the keyword. */
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
