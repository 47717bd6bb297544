import type { Schema } from "../schema.js";
import { composition, contributes, isMap, ownNames } from "./composition.js";
import { ComposedParts } from "./composed-parts.js";
import type { Draft } from "./draft.js";
import { putOneOf } from "./put-one-of.js";

// A schema never changes once it is read, and neither does its copy.
const copies = new WeakMap<Schema, Draft>();

/**
 * The messages that generated code sends: a copy of a schema in which every object that names its
 * properties is closed to others. It accepts nothing that the schema refuses:
 * - an object that is composed (`allOf`, `oneOf`, `$ref`, …) is closed once, around all of its parts;
 * - a declared map stays one, and an object that names nothing stays open, as its type does;
 * - what stands under `not`, `if` and `contains` is kept as written;
 * - a `oneOf` whose branches may meet is kept beside the closed branches, because a message that
 *   two of them accept may fit but one that is closed;
 * - where two parts describe one property, it is closed by the one that names all that the other
 *   names; where there is none such, that property is kept as written.
 */
export function closedView(schema: Schema): Schema {
  const view = new ClosedView();
  const closed = view.whole(schema);
  view.finish();
  return closed;
}

class ClosedView {
  readonly #pending: (readonly [Schema, Draft])[] = [];

  readonly whole = (schema: Schema): Schema => {
    if (schema.always !== undefined) return schema;
    const known = copies.get(schema);
    if (known !== undefined) return known;
    const draft: Draft = { ...schema };
    copies.set(schema, draft);
    this.#pending.push([schema, draft]);
    return draft;
  };

  /** Copies may refer to one another in circles, so they are filled in after they are handed out. */
  finish(): void {
    for (let next = this.#pending.pop(); next !== undefined; next = this.#pending.pop()) this.#fill(...next);
  }

  #fill(schema: Schema, draft: Draft): void {
    if (speakers(schema) <= 1 && !conditions(schema).some(contributes)) this.#delegate(schema, draft);
    else {
      Object.assign(draft, new ComposedParts(schema, this.whole).copy());
      closeComposition(schema, draft);
    }
  }

  /** At most one part has a say on names, and closes itself. */
  #delegate(schema: Schema, draft: Draft): void {
    const whole = this.whole;
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
    // A property that a pattern matches too is described twice.
    if (schema.patternProperties !== undefined && schema.properties === undefined)
      draft.patternProperties = new Map([...schema.patternProperties].map(([pattern, child]) => [pattern, whole(child)]));
    putOneOf(draft, schema.oneOf, whole);
    if (ownNames(schema).size > 0 && !isMap(schema)) closeOwn(schema, draft, ownNames(schema));
  }
}

/** How many of the parts that are seen from a schema say something of names or of values inside. */
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

function closeComposition(schema: Schema, draft: Draft): void {
  const parts = composition(schema);
  const always = parts.filter(({ choices }) => choices.length === 0);
  // A name that is let pass here would count as evaluated there.
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
    (union) => union?.every((branch) => composition(branch).some((part) => ownNames(part.schema).size > 0)) === true,
  );
}

function closeOwn(schema: Schema, draft: Draft, names: ReadonlySet<string>): void {
  if (schema.additionalProperties !== undefined || schema.unevaluatedProperties !== undefined) return;
  letPass(
    draft,
    [...names].filter((key) => schema.properties?.has(key) !== true),
  );
  draft.additionalProperties = { location: schema.location, dialect: schema.dialect, annotations: {}, always: false };
}

/** Lets names pass that other parts describe, or that are required and described nowhere. */
function letPass(draft: Draft, names: readonly string[]): void {
  if (names.length === 0 || draft.additionalProperties !== undefined) return;
  const { location, dialect } = draft;
  const any: Schema = { location, dialect, annotations: {}, always: true };
  draft.properties = new Map([...(draft.properties ?? []), ...names.map((key) => [key, any] as const)]);
}
