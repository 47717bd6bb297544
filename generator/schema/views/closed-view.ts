import { alteredCopies } from "../../base/fact.js";
import type { Draft } from "../../base/fact.js";
import type { Schema } from "../schema.js";
import { composition, contributes, isMap, ownNames, partSchemas } from "./composition.js";
import { ComposedParts, putOneOf } from "./composed-parts.js";

const closedCopies = alteredCopies<Schema>(close);

/**
 * Returns the schema of the messages that generated code sends: a copy of the given schema in which every object with
 * named properties allows no other properties. The copy accepts nothing that the given schema refuses:
 * - a composed object (`allOf`, `oneOf`, `$ref`, …) is closed once, around all of its parts;
 * - a declared map and an object without named properties stay open, because their TypeScript types are open too;
 * - an enum with `x-open` allows only its listed values;
 * - schemas under `not`, `if` and `contains` stay as written;
 * - a `oneOf` with overlapping branches is kept beside the closed branches, because a message that two branches accept
 *   may match only one closed branch;
 * - if two parts describe one property, the part that names every inner property that the other names is closed. If
 *   neither part does, the property stays as written.
 */
export function closedView(schema: Schema): Schema {
  return closedOrSame(schema, (other) => closedCopies.of(other));
}

/** Returns the closed copy of a schema; a boolean schema is returned as it is. */
function closedOrSame(schema: Schema, copyOf: (schema: Schema) => Schema): Schema {
  return schema.always === undefined ? copyOf(schema) : schema;
}

function close(schema: Schema, draft: Draft<Schema>, copyOf: (schema: Schema) => Schema): void {
  const whole = (part: Schema): Schema => closedOrSame(part, copyOf);
  if (schema.isOpen === true) {
    delete draft.isOpen;
    draft.anyOf = (schema.anyOf ?? []).slice(0, 1);
    return;
  }
  if (speakers(schema) <= 1 && !conditions(schema).some(contributes)) delegate(schema, draft, whole);
  else {
    Object.assign(draft, new ComposedParts(schema, whole).copy());
    closeComposition(schema, draft);
  }
}

/** Fills the copy of a schema of which at most one part names properties. Only this part has to be closed. */
function delegate(schema: Schema, draft: Draft<Schema>, whole: (schema: Schema) => Schema): void {
  if (schema.ref !== undefined) draft.ref = whole(schema.ref);
  for (const keyword of ["allOf", "anyOf", "prefixItems"] as const) {
    const list = schema[keyword];
    if (list !== undefined) draft[keyword] = list.map(whole);
  }
  for (const keyword of ["items", "additionalProperties", "unevaluatedProperties", "unevaluatedItems"] as const) {
    const child = schema[keyword];
    if (child !== undefined) draft[keyword] = whole(child);
  }
  if (schema.properties !== undefined) draft.properties = new Map([...schema.properties].map(([name, child]) => [name, whole(child)]));
  // If a pattern also matches a declared property, two schemas describe the property.
  if (schema.patternProperties !== undefined && schema.properties === undefined)
    draft.patternProperties = new Map([...schema.patternProperties].map(([pattern, child]) => [pattern, whole(child)]));
  putOneOf(draft, schema.oneOf, whole);
  if (ownNames(schema).size > 0 && !isMap(schema)) closeOwn(schema, draft, ownNames(schema));
}

/** Counts how many of a schema's direct parts name properties of an object or describe values inside it. */
function speakers(schema: Schema): number {
  const { ref, allOf = [], anyOf, oneOf } = schema;
  const own = [{ ...schema, ref: undefined, allOf: undefined, anyOf: undefined, oneOf: undefined, ...noConditions }];
  const unions = [anyOf, oneOf].filter((union) => union?.some(contributes) === true).length;
  const parts = [...own, ...allOf, ...(ref === undefined ? [] : [ref])].filter((part) => contributes(part as Schema)).length;
  return parts + unions;
}

const noConditions = { then: undefined, else: undefined, dependentSchemas: undefined };

function conditions({ then, else: otherwise, dependentSchemas }: Schema): Schema[] {
  return [then, otherwise, ...(dependentSchemas?.values() ?? [])].filter((part) => part !== undefined);
}

function closeComposition(schema: Schema, draft: Draft<Schema>): void {
  const parts = composition(schema);
  const always = parts.filter(({ choices }) => choices.length === 0);
  // `unevaluatedProperties` in a part is not closed here: the names that this copy adds to the part would count as
  // evaluated.
  if (always.some((part) => isMap(part.schema)) || parts.some((part) => part.schema.unevaluatedProperties !== undefined)) return;
  const names = new Set(parts.flatMap((part) => [...ownNames(part.schema)]));
  const optional = parts.filter(({ choices, schema: part }) => choices.length > 0 && (ownNames(part).size > 0 || isMap(part)));
  const isNamed = always.some((part) => ownNames(part.schema).size > 0);
  if (optional.length === 0) {
    if (isNamed) closeOwn(schema, draft, names);
    return;
  }
  if (!isNamed && !always.some((part) => hasNamingUnion(part.schema))) return;
  const described = new Set(parts.flatMap((part) => [...(part.schema.properties?.keys() ?? [])]));
  letPass(
    draft,
    [...names].filter((key) => !described.has(key)),
  );
  draft.unevaluatedProperties = { location: schema.location, dialect: schema.dialect, annotations: {}, always: false };
}

function hasNamingUnion({ anyOf, oneOf }: Schema): boolean {
  return [anyOf, oneOf].some(
    (union) => union?.every((branch) => [...partSchemas(branch)].some((part) => ownNames(part).size > 0)) === true,
  );
}

function closeOwn(schema: Schema, draft: Draft<Schema>, names: ReadonlySet<string>): void {
  if (schema.additionalProperties !== undefined || schema.unevaluatedProperties !== undefined) return;
  letPass(
    draft,
    [...names].filter((key) => schema.properties?.has(key) !== true),
  );
  draft.additionalProperties = { location: schema.location, dialect: schema.dialect, annotations: {}, always: false };
}

/**
 * Adds properties without restrictions to the draft, for names that other parts describe or that are only required.
 */
function letPass(draft: Draft<Schema>, names: readonly string[]): void {
  if (names.length === 0 || draft.additionalProperties !== undefined) return;
  const { location, dialect } = draft;
  const any: Schema = { location, dialect, annotations: {}, always: true };
  draft.properties = new Map([...(draft.properties ?? []), ...names.map((key) => [key, any] as const)]);
}
