import { reachable } from "../schema/children.js";
import type { Schema } from "../schema/schema.js";
import { constantsOf } from "./constants.js";
import type { DraftEvents } from "./draft-events.js";
import type { SchemaSet } from "./schema-set.js";
import { isObjectLike, target } from "./unions.js";
import { kindOf } from "./words.js";

/**
 * Returns the names of definitions with a tag that the draft does not contain, and whose name ends in a word for a
 * message, such as `Event`. Leaves out definitions that events of the draft use, extend or have as a part, and
 * definitions around events.
 */
export function leftOut(schemas: SchemaSet, { events, types, discriminators }: DraftEvents): string[] {
  const listed = [...events.map(({ candidate }) => candidate), ...types].map(({ schema }) => schema);
  const used = reachable(listed);
  const isListed = new Set<Schema>(listed.map(target));
  const missing = schemas.definitions().filter(({ name, schema }) => {
    const kind = kindOf(name);
    if ((kind !== "event" && kind !== "request") || used.has(schema) || !isObjectLike(schema) || holds(schema, isListed)) return false;
    const constants = constantsOf(schema);
    return discriminators.some((pointer) => constants.has(pointer));
  });
  return missing.map(({ name }) => name);
}

/** Returns true if one of the schemas is in or behind a schema. Such a schema is a union of events, or an envelope. */
function holds(schema: Schema, inside: ReadonlySet<Schema>): boolean {
  return [...reachable([schema])].some((one) => inside.has(one));
}
