import { alteredCopies } from "../base/fact.js";
import type { Json } from "../base/json.js";
import { copyChildren, reachable } from "./children.js";
import { resolve } from "./facts.js";
import type { Schema } from "./schema.js";

/** The parts of a schema that lists some strings and also accepts others. */
export type OpenEnum = {
  readonly values: readonly string[];
  /** The branch of the values that are not listed. */
  readonly others: Schema;
};

/** Returns the parts of a schema with `x-open: true`; `undefined` for any other schema. */
export function openEnum({ isOpen, anyOf }: Schema): OpenEnum | undefined {
  const [listed, others] = anyOf ?? [];
  if (isOpen !== true || listed === undefined || others === undefined) return undefined;
  return { values: stringsOf(listed) ?? [], others };
}

/**
 * Returns the strings that a schema lists, also behind a `$ref`; `undefined` if the schema lists no values, or values
 * that are no strings.
 */
export function stringsOf(schema: Schema): readonly string[] | undefined {
  const { enum: values, constant } = resolve(schema);
  const all: readonly Json[] = values ?? (constant === undefined ? [] : [constant.value]);
  return all.length > 0 && all.every((value) => typeof value === "string") ? all : undefined;
}

/** Returns true for a schema of strings that lists no values. */
export function isAnyString(schema: Schema): boolean {
  const { types, enum: values, constant } = resolve(schema);
  return types?.length === 1 && types[0] === "string" && values === undefined && constant === undefined;
}

const listedCopies = alteredCopies<Schema>((original, draft, copyOf) => {
  copyChildren(original, draft, copyOf);
  if (original.isOpen !== true) return;
  delete draft.isOpen;
  draft.anyOf = (draft.anyOf ?? []).slice(0, 1);
});

/**
 * Returns a copy of a schema in which every enum with `x-open` accepts only its listed values; the schema itself if it
 * has none.
 */
export function listedView(schema: Schema): Schema {
  return [...reachable([schema])].some(({ isOpen }) => isOpen === true) ? listedCopies.of(schema) : schema;
}
