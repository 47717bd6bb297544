import type { Finding } from "../diagnostics/diagnostic.js";
import { pointerTokens } from "../base/pointer.js";
import { childSchemas } from "../schema/children.js";
import { conjunctsOf, declaredIn } from "../schema/conjuncts.js";
import { isAnyString, stringsOf } from "../schema/open-enum.js";
import type { Schema } from "../schema/schema.js";
import type { EventModel } from "../model/event-model.js";
import type { LintContext } from "./context.js";
import { isInCondition, placeIn } from "./context.js";

/** Finds enums of server events that no later version can extend. Tags of events and constants are left out. */
export function lintClosedEnums({ serverEvents }: LintContext): Finding[] {
  const tags = new Set(serverEvents.flatMap(tagSchemas));
  const found = new Set<Schema>();
  const seen = new Set<Schema>();
  const pending = serverEvents.map(({ schema }) => schema);
  for (let schema = pending.pop(); schema !== undefined; schema = pending.pop()) {
    if (seen.has(schema) || tags.has(schema) || isInCondition(schema)) continue;
    seen.add(schema);
    if (isClosedEnum(schema)) found.add(schema);
    if (schema.ref !== undefined) pending.push(schema.ref);
    // A list beside all strings only suggests values, and so does an open enum.
    const suggested = schema.anyOf?.some(isAnyString) === true ? schema.anyOf : [];
    pending.push(...childSchemas(schema).filter((child) => !suggested.includes(child)));
  }
  return [...found].map((schema) => ({
    rule: "SERVER_ENUM_CLOSED",
    place: placeIn(schema, ["enum"], "key"),
    message: `A server event has this list of ${schema.enum?.length ?? 0} values, and clients of this version refuse any other value.`,
    hint: 'If a later version may add a value, write { "x-open": true, "anyOf": [{ "enum": [ … ] }, { "type": "string", "maxLength": 64 }] }.',
  }));
}

function isClosedEnum(schema: Schema): boolean {
  return schema.enum !== undefined && schema.enum.length > 1 && stringsOf(schema) !== undefined;
}

function tagSchemas({ schema, tags, at }: EventModel): Schema[] {
  return [...(tags?.keys() ?? [])].flatMap((pointer) => {
    if (!pointer.startsWith(at)) return [];
    const tokens = pointerTokens(pointer.slice(at.length));
    return tokens.reduce<Schema[]>((parts, token) => conjunctsOf(declaredIn(parts, token)), conjunctsOf([schema]));
  });
}
