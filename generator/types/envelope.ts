import { pointerTokens } from "../base/pointer.js";
import type { EventModel } from "../model/event-model.js";
import type { Json } from "../base/json.js";
import { intersect } from "./intersect.js";
import { unionOf, unknownNode } from "./type-node.js";
import type { TypeNode } from "./type-node.js";

/**
 * Returns the type of an event's whole message. It has the type of the event's schema at its place in the message, and
 * constants for the tags outside of that schema.
 */
export function envelope(event: EventModel, node: TypeNode): TypeNode {
  const inPlace = placed(pointerTokens(event.at), node);
  if (event.tags === undefined || event.tagsInSchema) return inPlace;
  const tags = [...event.tags].filter(([pointer]) => !pointer.startsWith("@"));
  return tags.reduce(
    (type, [pointer, values]) => intersect(placed(pointerTokens(pointer), literals(values)), type, () => undefined),
    inPlace,
  );
}

function literals(values: readonly Json[]): TypeNode {
  return unionOf(values.map((value) => ({ kind: "literal", value: value as Exclude<Json, object> })));
}

/**
 * Returns the type of a message that has a value of the type `node` at a pointer. Each name in the pointer becomes an object
 * type, and each index becomes a tuple type.
 */
function placed(tokens: readonly string[], node: TypeNode): TypeNode {
  const [token, ...rest] = tokens;
  if (token === undefined) return node;
  const inner = placed(rest, node);
  if (/^\d+$/.test(token)) return tupleWith(Number(token), inner);
  return { kind: "object", properties: new Map([[token, { type: inner, schemas: [] }]]), required: new Set([token]), index: undefined };
}

function tupleWith(index: number, node: TypeNode): TypeNode {
  const items = [...Array.from({ length: index }, () => unknownNode), node];
  return { kind: "tuple", items, required: items.length, rest: unknownNode };
}
