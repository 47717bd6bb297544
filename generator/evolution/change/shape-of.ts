import { canonicalJson } from "../../base/canonical-json.js";
import { fact } from "../../base/fact.js";
import type { Json } from "../../base/json.js";
import type { JsonType, Schema } from "../../schema/schema.js";
import { readBounds } from "./bounds.js";
import { anything, facetOf, soleBranch, spokenKeywords } from "./facet.js";
import type { Facet } from "./facet.js";
import { branchLeaves, partsOf, readFields, takesAll } from "./read-fields.js";
import type { Condition, Shape, Union } from "./shape.js";
import { simplify } from "./simplify.js";
import { commonTypes, typesOfValues } from "./types-of.js";

const shapes = fact((_facet: Facet): { shape?: Shape } => ({}));

/** Returns the shape of a facet: what the keywords of all its schemas mean together. */
export function shapeOf(facet: Facet, open: ReadonlySet<Facet> = new Set()): Shape {
  const known = shapes(facet);
  if (known.shape !== undefined) return known.shape;
  const raw = readShape(facet);
  if (open.has(facet)) return raw;
  const inside = new Set(open).add(facet);
  known.shape = simplify(raw, (branch) => shapeOf(branch, inside));
  return known.shape;
}

function readShape(facet: Facet): Shape {
  const { leaves } = facet;
  const kinds = readKinds(leaves);
  const { types } = kinds;
  const has = (type: JsonType): boolean => types === undefined || types.includes(type);
  const texts = has("string") ? leaves : [];
  return {
    facet,
    ...kinds,
    bounds: readBounds(leaves, types),
    hasUniqueItems: has("array") && leaves.some(({ uniqueItems }) => uniqueItems === true),
    patterns: distinct(texts.map(({ pattern }) => pattern)),
    formats: distinct(leaves.map(({ format }) => format)),
    ...readFields(has("object") ? leaves : []),
    ...readItems(has("array") ? leaves : []),
    unions: leaves.flatMap(readUnions),
    conditions: leaves.flatMap((schema) => readConditions(schema, has("object"))),
    constraints: leaves.flatMap((schema) => readConstraints(schema, has)),
  };
}

function readKinds(leaves: readonly Schema[]): Pick<Shape, "isNever" | "isNullable" | "types" | "values"> {
  const types = leaves.map((schema) => schema.types).reduce(commonTypes, undefined);
  const lists = leaves.flatMap(({ constant, enum: values }) => [
    ...(constant === undefined ? [] : [[constant.value]]),
    ...(values === undefined ? [] : [values]),
  ]);
  const [first, ...others] = lists;
  const isFalse = leaves.some(({ always }) => always === false);
  if (first === undefined) return { isNever: isFalse || types?.length === 0, ...splitNull(types), values: undefined };
  const values = others.reduce<readonly Json[]>(common, distinctJson(first)).filter((value) => fits(value, types));
  const kept = values.filter((value) => value !== null);
  const isNullable = kept.length < values.length;
  return { isNever: isFalse || values.length === 0, isNullable, types: typesOfValues(kept), values: kept };
}

function splitNull(types: readonly JsonType[] | undefined): Pick<Shape, "isNullable" | "types"> {
  if (types === undefined) return { isNullable: false, types };
  return { isNullable: types.includes("null"), types: types.filter((type) => type !== "null").toSorted() };
}

function fits(value: Json, types: readonly JsonType[] | undefined): boolean {
  if (types === undefined) return true;
  const [type] = value === null ? (["null"] as const) : typesOfValues([value]);
  return types.some((allowed) => allowed === type || (allowed === "number" && type === "integer"));
}

function common(a: readonly Json[], b: readonly Json[]): readonly Json[] {
  const keys = new Set(b.map(canonicalJson));
  return a.filter((value) => keys.has(canonicalJson(value)));
}

function distinctJson(values: readonly Json[]): Json[] {
  return [...new Map(values.map((value) => [canonicalJson(value), value])).values()];
}

function distinct(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined))].toSorted();
}

/** Shared by all values without items. */
const noItems: ReturnType<typeof readItems> = { prefixItems: [], items: anything, isClosedList: false };

function readItems(leaves: readonly Schema[]): Pick<Shape, "prefixItems" | "items" | "isClosedList"> {
  if (!leaves.some(saysItems)) return noItems;
  const length = Math.max(0, ...leaves.map(({ prefixItems }) => prefixItems?.length ?? 0));
  const prefixItems = Array.from({ length }, (_unused, index) => facetOf(leaves.flatMap((schema) => itemsAt(schema, index))));
  const rest = leaves.flatMap(restOf);
  const isClosedList = rest.some(({ always }) => always === false);
  return { prefixItems, items: isClosedList ? anything : facetOf(rest), isClosedList };
}

function saysItems({ prefixItems, items, unevaluatedItems }: Schema): boolean {
  return prefixItems !== undefined || items !== undefined || unevaluatedItems !== undefined;
}

/** Returns the schema of the item at an index. `unevaluatedItems` concerns no item that `prefixItems` of a part evaluates. */
function itemsAt(schema: Schema, index: number): Schema[] {
  const own = schema.prefixItems?.[index];
  if (own !== undefined) return [own];
  const isEvaluated =
    schema.items === undefined &&
    schema.unevaluatedItems !== undefined &&
    partsOf(schema).some(({ prefixItems }) => prefixItems?.[index] !== undefined);
  return isEvaluated ? [] : restOf(schema);
}

/** Returns the schema of the items after `prefixItems`. Leaves out `unevaluatedItems: false` if a part of the schema evaluates all items. */
function restOf(schema: Schema): Schema[] {
  const { items, unevaluatedItems } = schema;
  const rest = items ?? unevaluatedItems;
  if (rest === undefined) return [];
  const isUnneeded = items === undefined && rest.always === false && partsOf(schema).some(acceptsItems);
  return isUnneeded ? [] : [rest];
}

function acceptsItems({ items, unevaluatedItems }: Schema): boolean {
  const rest = items ?? unevaluatedItems;
  return rest !== undefined && rest.always !== false;
}

function readUnions({ anyOf, oneOf }: Schema): Union[] {
  return [
    ...(anyOf === undefined || soleBranch(anyOf) !== undefined ? [] : [{ isExclusive: false, branches: anyOf.map(facetOfBranch) }]),
    ...(oneOf === undefined || soleBranch(oneOf) !== undefined ? [] : [{ isExclusive: true, branches: oneOf.map(facetOfBranch) }]),
  ];
}

function facetOfBranch(schema: Schema): Facet {
  return facetOf([schema]);
}

function readConditions(schema: Schema, canBeObject: boolean): Condition[] {
  const { if: test, then, else: otherwise, dependentRequired, dependentSchemas } = schema;
  const found: Condition[] = [];
  if (test !== undefined && (then !== undefined || otherwise !== undefined)) {
    found.push({
      keyword: "if",
      name: "",
      parts: [test, then, otherwise].map((part) => (part === undefined ? anything : facetOf([part]))),
    });
  }
  if (!canBeObject) return found;
  for (const [name, names] of dependentRequired ?? []) {
    if (names.length > 0) found.push({ keyword: "dependentRequired", name: JSON.stringify([name, ...names.toSorted()]), parts: [] });
  }
  for (const [name, part] of dependentSchemas ?? []) found.push({ keyword: "dependentSchemas", name, parts: [facetOf([part])] });
  return found;
}

/** Returns a condition for the branches that evaluate everything: `unevaluated…` concerns nothing where one of them applies. */
function escapes(
  schema: Schema,
  keyword: "unevaluatedProperties" | "unevaluatedItems",
  evaluatesAll: (branch: Schema) => boolean,
): Condition[] {
  if (schema[keyword] === undefined) return [];
  const count = branchLeaves(schema).filter(evaluatesAll).length;
  return count === 0 ? [] : [{ keyword, name: "", parts: Array.from({ length: count }, () => anything) }];
}

function readConstraints(schema: Schema, has: (type: JsonType) => boolean): Condition[] {
  const { not, contains, propertyNames, minContains, maxContains } = schema;
  const found = [
    ...(has("object") && schema.additionalProperties === undefined ? escapes(schema, "unevaluatedProperties", takesAll) : []),
    ...(has("array") && schema.items === undefined ? escapes(schema, "unevaluatedItems", acceptsItems) : []),
  ];
  if (not !== undefined) found.push({ keyword: "not", name: "", parts: [facetOf([not])] });
  if (contains !== undefined && has("array")) {
    found.push({ keyword: "contains", name: `${minContains ?? 1} ${maxContains ?? ""}`, parts: [facetOf([contains])] });
  }
  if (
    propertyNames !== undefined &&
    has("object") &&
    (spokenKeywords(propertyNames).length > 0 || facetOf([propertyNames]).leaves.length > 0)
  ) {
    found.push({ keyword: "propertyNames", name: "", parts: [facetOf([propertyNames])] });
  }
  return found;
}
