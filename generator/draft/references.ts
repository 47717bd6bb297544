import { pointerTokens } from "../base/pointer.js";
import type { Schema } from "../schema/schema.js";
import type { Definition, SchemaSet } from "./schema-set.js";
import { members } from "./unions.js";

/** The definitions that other definitions use, by the kind of use. */
export type Uses = {
  /** The definitions that describe a part of another definition, such as a property or an item. */
  readonly asPart: ReadonlySet<Schema>;
  /** The definitions that another definition extends by `allOf`, or by a `$ref` with keywords beside it. */
  readonly asBase: ReadonlySet<Schema>;
};

/**
 * Returns which definitions are used by other schemas, and how. The reference of a union to its member does not count
 * as a use.
 */
export function usesOf(schemas: SchemaSet, definitions: readonly Definition[]): Uses {
  const holders = new Set(definitions.map(({ document, pointer }) => `${document.file}#${pointer}`));
  const asPart = new Set<Schema>();
  const asBase = new Set<Schema>();
  for (const schema of schemas.schemas()) {
    if (schema.ref === undefined) continue;
    const inside = stepsInside(schema, holders);
    if (inside.every((step) => step === "allOf" || /^\d+$/.test(step))) asBase.add(schema.ref);
    else if (!inside.every((step) => step === "oneOf" || step === "anyOf" || /^\d+$/.test(step))) asPart.add(schema.ref);
  }
  spread(asPart);
  return { asPart, asBase };
}

/** Adds the union members and `$ref` targets of the schemas in `asPart`, because they are parts of definitions too. */
function spread(asPart: Set<Schema>): void {
  // A `Set` may grow during the loop: the loop also visits the schemas that it adds.
  for (const schema of asPart) {
    const inner = [schema.ref, ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
    for (const one of inner) {
      if (one === undefined || (one.ref === undefined && members(one) === undefined)) continue;
      asPart.add(one.ref ?? one);
    }
  }
}

/** Returns the path from the definition around a schema, or from the file's root, to the schema. */
function stepsInside({ location }: Schema, holders: ReadonlySet<string>): string[] {
  const tokens = pointerTokens(location.pointer);
  for (let length = tokens.length; length > 0; length -= 1) {
    const pointer = tokens
      .slice(0, length)
      .map((token) => `/${token.replaceAll("~", "~0").replaceAll("/", "~1")}`)
      .join("");
    if (holders.has(`${location.file}#${pointer}`)) return tokens.slice(length);
  }
  return tokens;
}
