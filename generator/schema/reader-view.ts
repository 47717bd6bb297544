import { alteredCopies, fact } from "../base/fact.js";
import type { Draft } from "../base/fact.js";
import { reachable } from "./children.js";
import type { Schema } from "./schema.js";

const tolerantCopies = alteredCopies<Schema>(loosen);

/**
 * How a peer validates the messages that it receives. A `tolerant` reader accepts unknown fields even in a closed
 * object; a `strict` one does not.
 */
export type Reader = "strict" | "tolerant";

/**
 * Returns each schema in the form in which a reader applies it. A `strict` reader applies schemas as written. A
 * `tolerant` reader applies a copy without `additionalProperties: false` and `unevaluatedProperties: false`. The copy
 * accepts everything that the original accepts:
 * - it keeps schemas under `not`, `if`, or a `contains` with `maxContains` as written: if such a schema accepted more
 *   values, the schema around it could refuse more;
 * - it replaces a `oneOf` with closed branches by `anyOf`, because one message may match several of the opened
 *   branches.
 */
export class ReaderView {
  readonly #reader: Reader;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** Returns the schema that the reader applies in place of a schema as written. */
  of(schema: Schema): Schema {
    return this.#reader === "strict" ? schema : tolerantCopies.of(schema);
  }

  /** Returns the schema as written for a schema that {@link ReaderView.of} returned. */
  written(schema: Schema): Schema {
    return tolerantCopies.originalOf(schema);
  }
}

/** Changes the copy of a schema so that it accepts unknown fields. */
function loosen(original: Schema, draft: Draft<Schema>, copyOf: (schema: Schema) => Schema): void {
  for (const keyword of ["ref", "items", "then", "else", "propertyNames", "unevaluatedItems"] as const) {
    const child = original[keyword];
    if (child !== undefined) draft[keyword] = copyOf(child);
  }
  for (const keyword of ["prefixItems", "allOf", "anyOf", "oneOf"] as const) {
    const list = original[keyword];
    if (list !== undefined) draft[keyword] = list.map(copyOf);
  }
  for (const keyword of ["properties", "patternProperties", "dependentSchemas"] as const) {
    const map = original[keyword];
    if (map !== undefined) draft[keyword] = new Map([...map].map(([key, child]) => [key, copyOf(child)]));
  }
  if (original.contains !== undefined && original.maxContains === undefined) draft.contains = copyOf(original.contains);
  for (const keyword of ["additionalProperties", "unevaluatedProperties"] as const) {
    const child = original[keyword];
    if (child?.always === false) delete draft[keyword];
    else if (child !== undefined) draft[keyword] = copyOf(child);
  }
  loosenOneOf(original, draft);
}

function loosenOneOf(original: Schema, draft: Draft<Schema>): void {
  const branches = draft.oneOf;
  if (branches === undefined || original.oneOf?.some(isClosed) !== true) return;
  delete draft.oneOf;
  if (original.anyOf === undefined) {
    draft.anyOf = branches;
    return;
  }
  const { location, dialect } = original;
  draft.allOf = [...(draft.allOf ?? []), { location, dialect, annotations: {}, anyOf: branches }];
}

/**
 * Returns true if the schema, or a schema inside it, forbids unknown fields, so that the copy of a tolerant reader
 * differs.
 */
const isClosed = fact((schema: Schema): boolean =>
  [...reachable([schema])].some(
    ({ additionalProperties, unevaluatedProperties }) => additionalProperties?.always === false || unevaluatedProperties?.always === false,
  ),
);
