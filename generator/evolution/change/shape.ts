import type { Json } from "../../base/json.js";
import type { JsonType, Location, Schema } from "../../schema/schema.js";
import { joinPointer } from "../../base/pointer.js";
import type { Facet } from "./facet.js";

/** One end of a range. */
export type Bound = { readonly value: number; readonly isExclusive: boolean };

/** What a range is over. */
export type BoundName =
  "minimum" | "maximum" | "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" | "multipleOf";

/** `anyOf`, or `oneOf` where exactly one branch may fit. */
export type Union = { readonly isExclusive: boolean; readonly branches: readonly Facet[] };

/** `if`, `then` and `else`, or what a property asks for once it is there. */
export type Condition = { readonly keyword: keyof Schema; readonly name: string; readonly parts: readonly Facet[] };

/** What a facet says, keyword by keyword, said in one way where a schema has several. */
export type Shape = {
  readonly facet: Facet;
  /** No value will do. */
  readonly isNever: boolean;
  /** `null` will do beside what the other fields say. */
  readonly isNullable: boolean;
  /** Sorted, without `null`; `undefined`: any. */
  readonly types: readonly JsonType[] | undefined;
  /** Of `const` and `enum`, without `null`. */
  readonly values: readonly Json[] | undefined;
  readonly bounds: ReadonlyMap<BoundName, Bound>;
  readonly hasUniqueItems: boolean;
  readonly patterns: readonly string[];
  readonly formats: readonly string[];
  readonly properties: ReadonlyMap<string, Facet>;
  readonly required: ReadonlySet<string>;
  /** Properties that may not be there. */
  readonly forbidden: readonly string[];
  /** No other than the declared properties will do. */
  readonly isClosed: boolean;
  /** Declared elsewhere than where the object is closed, so that they are refused all the same. */
  readonly hidden: readonly string[];
  /** What holds for undeclared properties. */
  readonly others: Facet;
  readonly patternProperties: ReadonlyMap<string, Facet>;
  readonly prefixItems: readonly Facet[];
  /** What holds for the items after those. */
  readonly items: Facet;
  /** No items after those. */
  readonly isClosedList: boolean;
  readonly unions: readonly Union[];
  readonly conditions: readonly Condition[];
  /** `not`, `contains` and `propertyNames`. */
  readonly constraints: readonly Condition[];
};

/** Where a shape says something; the value's own place where no schema of it has the keyword. */
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
