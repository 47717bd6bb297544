import { groupBy } from "../base/group-by.js";
import { joinPointer } from "../base/pointer.js";
import { conjunctsOf } from "../schema/conjuncts.js";
import type { Schema } from "../schema/schema.js";
import { requiresPointer } from "../schema/tags.js";
import type { NamedUnion } from "./candidate.js";
import { constantsOf } from "./constants.js";
import { bestPointer } from "./discriminators.js";
import type { Definition } from "./schema-set.js";
import { leaves, members, target } from "./unions.js";

/** A union of messages that stands in a property of other messages, such as the `result` of JSON-RPC. */
export type CarriedUnion = {
  readonly union: NamedUnion;
  /** The JSON Pointer of the property in the message. */
  readonly at: string;
};

/** Names of properties in which an envelope carries a message. */
const carriers: ReadonlySet<string> = new Set(["result", "params", "payload", "data", "event", "update", "notification"]);

/**
 * Returns the unions that envelopes carry: each is required in a property of a definition or file, and constants
 * distinguish its members. Leaves out the schemas in `messages`, because they are messages themselves, and a union
 * whose members are all in a larger union at the same place.
 */
export function carriedUnions(holders: readonly Definition[], messages: ReadonlySet<Schema>): CarriedUnion[] {
  const found = holders.filter(({ schema }) => !messages.has(target(schema))).flatMap(carriedBy);
  return [...groupBy(found, ({ at }) => at).values()].flatMap((group) => {
    const sorted = group.toSorted((a, b) => leaves(b.union.schema).length - leaves(a.union.schema).length);
    return sorted.filter((one, index) => !sorted.slice(0, index).some((larger) => contains(larger.union.schema, one.union.schema)));
  });
}

function contains(larger: Schema, smaller: Schema): boolean {
  const inside = new Set(leaves(larger).map(({ schema }) => schema));
  return leaves(smaller).every(({ schema }) => inside.has(schema));
}

function carriedBy({ name, schema, document }: Definition): CarriedUnion[] {
  return conjunctsOf([schema]).flatMap(({ properties }) =>
    [...(properties ?? [])].flatMap(([property, child]): CarriedUnion[] => {
      const at = joinPointer("", property);
      const union = target(child);
      if (!carriers.has(property) || !requiresPointer(schema, at) || !isSeparable(union)) return [];
      return [{ at, union: { name, schema: union, document, pointer: union.location.pointer } }];
    }),
  );
}

function isSeparable(union: Schema): boolean {
  const inside = leaves(union).map(({ schema }) => schema);
  return members(union) !== undefined && inside.length > 1 && bestPointer(inside.map(constantsOf), 1) !== undefined;
}
