import { isObject } from "../base/json.js";
import type { Direction } from "../model/event-model.js";
import type { Schema } from "../schema/schema.js";
import type { Candidate } from "./candidate.js";
import type { Definition, SchemaSet } from "./schema-set.js";
import { valueAt } from "./local-refs.js";
import { isObjectLike } from "./unions.js";
import { isMessageName, sideOf } from "./words.js";

/**
 * Returns the definitions with `x-method` as candidates. In `x-method` authors write the name of the method whose
 * parameters or result the definition describes. The name of a definition that refers to such a definition may contain
 * the sender, such as `ClientRequest`.
 */
export function notedCandidates(schemas: SchemaSet, definitions: readonly Definition[]): Candidate[] {
  const noted = definitions.flatMap((definition): (Definition & { readonly method: string })[] => {
    const value = valueAt(definition.document.value, definition.pointer);
    const method = isObject(value) ? value["x-method"] : undefined;
    return typeof method === "string" && isObjectLike(definition.schema) ? [{ ...definition, method }] : [];
  });
  if (noted.length < 2) return [];
  const holders = sidesOfHolders(schemas, definitions);
  return noted.map((definition) => {
    const sides = holders.get(definition.schema);
    return { ...definition, ways: [], origin: "definition", ...(sides !== undefined && { sides: [...sides] }) };
  });
}

/** Returns, for each schema, the senders (server, client) in the names of the definitions that refer to it. */
function sidesOfHolders(schemas: SchemaSet, definitions: readonly Definition[]): Map<Schema, Set<Direction>> {
  const bySide = definitions.flatMap(({ name, document, pointer }) => {
    const side = isMessageName(name) ? sideOf(name) : undefined;
    return side === undefined ? [] : [{ side, file: document.file, inside: `${pointer}/` }];
  });
  const sides = new Map<Schema, Set<Direction>>();
  for (const { ref, location } of schemas.schemas()) {
    if (ref === undefined) continue;
    const holder = bySide.find(({ file, inside }) => location.file === file && location.pointer.startsWith(inside));
    if (holder !== undefined) sides.set(ref, (sides.get(ref) ?? new Set<Direction>()).add(holder.side));
  }
  return sides;
}
