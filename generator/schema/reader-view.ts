import { reachable } from "./children.js";
import type { Schema } from "./schema.js";

type Draft = { -readonly [Key in keyof Schema]: Schema[Key] };

// Safe to keep: a schema and its copy never change after loading.
const copies = new WeakMap<Schema, Draft>();
const originals = new WeakMap<Schema, Schema>();
const closed = new WeakMap<Schema, boolean>();

/** The reader of a direction. A `tolerant` reader accepts unknown fields even in a closed object. */
export type Reader = "strict" | "tolerant";

/**
 * Schemas as a reader applies them. A `strict` reader applies the schemas as written. A `tolerant` reader
 * applies a copy without `additionalProperties: false` and `unevaluatedProperties: false`. The copy accepts
 * everything that the original accepts:
 * - it keeps schemas under `not`, `if`, or a `contains` with an upper bound as written, because the whole
 *   would refuse more if they accepted more;
 * - it replaces a `oneOf` with opened branches by `anyOf`, because a message for one closed branch may now
 *   match two.
 */
export class ReaderView {
  readonly #reader: Reader;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** Returns the schema as the reader applies it. */
  of(schema: Schema): Schema {
    if (this.#reader === "strict") return schema;
    const pending: Schema[] = [schema];
    const added: Schema[] = [];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (copies.has(next)) continue;
      const draft: Draft = { ...next };
      copies.set(next, draft);
      originals.set(draft, next);
      added.push(next);
      pending.push(...parts(next));
    }
    for (const original of added) this.#link(original);
    return this.#copy(schema);
  }

  /** Returns the schema as written: the inverse of {@link ReaderView.of}. */
  written(schema: Schema): Schema {
    return originals.get(schema) ?? schema;
  }

  #copy(schema: Schema): Schema {
    return copies.get(schema) ?? schema;
  }

  #link(original: Schema): void {
    const draft = copies.get(original);
    if (draft === undefined) return;
    for (const keyword of ["ref", "items", "then", "else", "propertyNames", "unevaluatedItems"] as const) {
      const child = original[keyword];
      if (child !== undefined) draft[keyword] = this.#copy(child);
    }
    for (const keyword of ["prefixItems", "allOf", "anyOf", "oneOf"] as const) {
      const list = original[keyword];
      if (list !== undefined) draft[keyword] = list.map((child) => this.#copy(child));
    }
    for (const keyword of ["properties", "patternProperties", "dependentSchemas"] as const) {
      const map = original[keyword];
      if (map !== undefined) draft[keyword] = new Map([...map].map(([key, child]) => [key, this.#copy(child)]));
    }
    if (original.contains !== undefined && original.maxContains === undefined) draft.contains = this.#copy(original.contains);
    for (const keyword of ["additionalProperties", "unevaluatedProperties"] as const) this.#open(draft, original, keyword);
    this.#loosenOneOf(draft, original);
  }

  #open(draft: Draft, original: Schema, keyword: "additionalProperties" | "unevaluatedProperties"): void {
    const child = original[keyword];
    if (child === undefined) return;
    if (child.always === false) delete draft[keyword];
    else draft[keyword] = this.#copy(child);
  }

  #loosenOneOf(draft: Draft, original: Schema): void {
    const branches = draft.oneOf;
    if (branches === undefined || original.oneOf?.some((branch) => this.#isClosed(branch)) !== true) return;
    delete draft.oneOf;
    if (original.anyOf === undefined) {
      draft.anyOf = branches;
      return;
    }
    const { location, dialect } = original;
    draft.allOf = [...(draft.allOf ?? []), { location, dialect, annotations: {}, anyOf: branches }];
  }

  /** Returns true if an object inside is closed, so that the copy accepts more. */
  #isClosed(schema: Schema): boolean {
    const known = closed.get(schema);
    if (known !== undefined) return known;
    const isClosed = [...reachable([schema])].some(
      ({ additionalProperties, unevaluatedProperties }) =>
        additionalProperties?.always === false || unevaluatedProperties?.always === false,
    );
    closed.set(schema, isClosed);
    return isClosed;
  }
}

/** Returns the schemas inside that a tolerant reader opens too. */
function parts(schema: Schema): Schema[] {
  const single = [schema.ref, schema.items, schema.then, schema.else, schema.propertyNames, schema.unevaluatedItems];
  const closing = [schema.additionalProperties, schema.unevaluatedProperties];
  const contains = schema.maxContains === undefined ? [schema.contains] : [];
  const lists = [schema.prefixItems, schema.allOf, schema.anyOf, schema.oneOf];
  const maps = [schema.properties, schema.patternProperties, schema.dependentSchemas];
  const all = [
    ...single,
    ...closing,
    ...contains,
    ...lists.flatMap((list) => list ?? []),
    ...maps.flatMap((map) => [...(map?.values() ?? [])]),
  ];
  return all.filter((child) => child !== undefined);
}
