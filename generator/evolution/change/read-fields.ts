import { groupBy } from "../../base/group-by.js";
import type { Schema } from "../../schema/schema.js";
import { anything, facetOf } from "./facet.js";
import type { Facet } from "./facet.js";
import type { Shape } from "./shape.js";

type Fields = Pick<Shape, "properties" | "required" | "forbidden" | "isClosed" | "hidden" | "others" | "patternProperties">;

const noFacets: ReadonlyMap<string, Facet> = new Map();
const noNames: ReadonlySet<string> = new Set();

/** Shared by all values without fields, because most values inside a message are such. */
const noFields: Fields = {
  properties: noFacets,
  required: noNames,
  forbidden: [],
  isClosed: false,
  hidden: [],
  others: anything,
  patternProperties: noFacets,
};

/** Returns the fields of an object, as all schemas that apply to the object declare them together. */
export function readFields(leaves: readonly Schema[]): Fields {
  if (!leaves.some(saysFields)) return noFields;
  const declared = new Map([...byName(leaves, "properties")].map(([name, schemas]) => [name, fieldOf(leaves, name, schemas)]));
  const forbidden = [...declared].filter(([, facet]) => isFalse(facet)).map(([name]) => name);
  const properties = new Map([...declared].filter(([, facet]) => !isFalse(facet)));
  const closing = leaves.filter(isClosing);
  const isClosed = closing.length > 0;
  return {
    properties,
    required: new Set(leaves.flatMap(({ required }) => required ?? [])),
    forbidden: isClosed ? [] : forbidden.toSorted(),
    isClosed,
    hidden: isClosed ? hiddenNames(leaves, closing, new Set(properties.keys())) : [],
    others: isClosed
      ? anything
      : facetOf(
          leaves
            .filter(appliesItsRest)
            .map(rest)
            .filter((schema) => schema !== undefined),
        ),
    patternProperties: new Map([...byName(leaves, "patternProperties")].map(([pattern, schemas]) => [pattern, facetOf(schemas)])),
  };
}

function saysFields({ properties, required, patternProperties, additionalProperties, unevaluatedProperties }: Schema): boolean {
  return [properties, required, patternProperties, additionalProperties, unevaluatedProperties].some((keyword) => keyword !== undefined);
}

/**
 * Returns true if a schema forbids undeclared properties. `unevaluatedProperties: false` forbids none if a part of the same schema
 * accepts every property.
 */
function isClosing(schema: Schema): boolean {
  if (schema.additionalProperties !== undefined) return schema.additionalProperties.always === false;
  return schema.unevaluatedProperties?.always === false && !partsOf(schema).some((part) => takesAll(part));
}

/** Returns false if a part that applies to the same object evaluates every property, so that `unevaluatedProperties` concerns none. */
function appliesItsRest(schema: Schema): boolean {
  return schema.additionalProperties !== undefined || !sureParts(schema).some((part) => takesAll(part));
}

/** Returns true if a schema evaluates every property. */
export function takesAll(schema: Schema): boolean {
  const others = rest(schema);
  return others !== undefined && others.always !== false;
}

function rest({ additionalProperties, unevaluatedProperties }: Schema): Schema | undefined {
  return additionalProperties ?? unevaluatedProperties;
}

function isFalse(facet: Facet): boolean {
  return facet.leaves.some(({ always }) => always === false);
}

function byName(leaves: readonly Schema[], keyword: "properties" | "patternProperties"): ReadonlyMap<string, readonly Schema[]> {
  const entries = leaves.flatMap((schema) => [...(schema[keyword] ?? [])]);
  return new Map([...groupBy(entries, ([name]) => name)].map(([name, group]) => [name, group.map(([, schema]) => schema)]));
}

/**
 * Returns the facet of a property. If a schema of the object does not declare the property, its schema for undeclared
 * properties applies instead.
 */
function fieldOf(leaves: readonly Schema[], name: string, schemas: readonly Schema[]): Facet {
  const others = leaves.filter((leaf) => isOtherOf(leaf, name)).flatMap(({ additionalProperties }) => additionalProperties ?? []);
  return facetOf([...schemas, ...others.filter(({ always }) => always === undefined)]);
}

function isOtherOf({ properties, patternProperties }: Schema, name: string): boolean {
  const patterns = [...(patternProperties?.keys() ?? [])];
  return properties?.has(name) !== true && !patterns.some((pattern) => new RegExp(pattern, "u").test(name));
}

function hiddenNames(leaves: readonly Schema[], closing: readonly Schema[], declared: ReadonlySet<string>): string[] {
  const inBranches = leaves.flatMap((schema) => branchNames(schema));
  const all = [...new Set([...declared, ...inBranches])];
  return all.filter((name) => closing.some((schema) => !seenFrom(schema).has(name))).toSorted();
}

/**
 * Returns the property names that a closed schema allows: those that it declares or, with `unevaluatedProperties`,
 * those that any of its parts declares.
 */
function seenFrom(schema: Schema): ReadonlySet<string> {
  if (schema.additionalProperties?.always === false) return new Set(schema.properties?.keys());
  const inside = facetOf([schema]).leaves;
  return new Set(inside.flatMap((leaf) => [...(leaf.properties?.keys() ?? []), ...branchNames(leaf)]));
}

function branchNames(schema: Schema): string[] {
  return branchLeaves(schema).flatMap(({ properties }) => [...(properties?.keys() ?? [])]);
}

/** Returns the schemas inside a schema that apply to the same value, or may apply to it. */
export function partsOf(schema: Schema): Schema[] {
  return [...sureParts(schema), ...branchLeaves(schema)];
}

function sureParts(schema: Schema): Schema[] {
  return facetOf([schema]).leaves.filter((leaf) => leaf !== schema);
}

/** Returns the schemas of all branches of a schema's unions, and of the unions inside these branches. */
export function branchLeaves(schema: Schema, seen: ReadonlySet<Schema> = new Set()): Schema[] {
  if (seen.has(schema)) return [];
  const branches = [
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    schema.then,
    schema.else,
    ...(schema.dependentSchemas?.values() ?? []),
  ];
  const leaves = branches.flatMap((branch) => (branch === undefined ? [] : facetOf([branch]).leaves));
  const inside = new Set(seen).add(schema);
  return leaves.flatMap((leaf) => [leaf, ...branchLeaves(leaf, inside)]);
}
