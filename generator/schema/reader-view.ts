import { reachable } from "./children.js";
import type { Schema } from "./schema.js";

type Draft = { -readonly [Key in keyof Schema]: Schema[Key] };

// A schema never changes once it is read, and neither does its copy.
const copies = new WeakMap<Schema, Draft>();
const originals = new WeakMap<Schema, Schema>();
const closed = new WeakMap<Schema, boolean>();

/** How a direction is read: `tolerant` lets unknown fields through even where an object is closed. */
export type Reader = "strict" | "tolerant";

/**
 * Schemas as a reader applies them. For a `strict` reader that is the schemas as written. For a
 * `tolerant` one it is a copy in which every `false` of `additionalProperties` and
 * `unevaluatedProperties` is gone, and which accepts whatever the original accepts:
 * - what stands under `not`, `if`, or a `contains` with an upper bound is kept as written, because
 *   accepting more there would refuse more outside;
 * - a `oneOf` over branches that were opened is read as `anyOf`, because a message that was meant
 *   for one closed branch may now fit two.
 */
export class ReaderView {
  readonly #reader: Reader;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** The schema as the reader applies it. */
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

  /** The schema as written; the way back from {@link ReaderView.of}. */
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

  /** True where something inside is closed, so that the copy accepts more. */
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

/** The schemas inside that a tolerant reader opens too. */
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
