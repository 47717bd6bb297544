import { pointerTokens } from "../base/pointer.js";
import type { EventModel } from "./event-model.js";
import type { Json } from "../base/json.js";
import type { Schema } from "../schema/schema.js";

/** A value in a message: the schemas that the value must satisfy, and the values inside by property name or index. */
type Node = { readonly schemas: Schema[]; readonly members: Map<string, Node> };

/**
 * Returns the schema of an event's whole message. It has the event's schema at its place in the message, and constants for
 * the tags outside of that schema.
 */
export function envelopeSchema(event: EventModel): Schema {
  const tags = event.tagsInSchema ? [] : [...(event.tags ?? [])].filter(([pointer]) => !pointer.startsWith("@"));
  if (event.at === "" && tags.length === 0) return event.schema;
  const root: Node = { schemas: [], members: new Map() };
  for (const [pointer, values] of tags) nodeAt(root, pointer).schemas.push(constantSchema(event, values));
  nodeAt(root, event.at).schemas.push(event.schema);
  return schemaOf(event, root);
}

function nodeAt(root: Node, pointer: string): Node {
  let node = root;
  for (const token of pointerTokens(pointer)) {
    const next = node.members.get(token) ?? { schemas: [], members: new Map<string, Node>() };
    node.members.set(token, next);
    node = next;
  }
  return node;
}

function schemaOf(event: EventModel, node: Node): Schema {
  const [only] = node.schemas;
  const base = plain(event);
  if (node.members.size === 0) return node.schemas.length === 1 && only !== undefined ? only : { ...base, allOf: node.schemas };
  const structure = membersSchema(event, node);
  return node.schemas.length === 0 ? structure : { ...structure, allOf: node.schemas };
}

function membersSchema(event: EventModel, node: Node): Schema {
  const entries = [...node.members].map(([token, member]) => [token, schemaOf(event, member)] as const);
  const tokens = entries.map(([token]) => token);
  // If all pointers into a message begin with an index, the message is a list, such as [2, id, "Action", {…}].
  if (!tokens.every((token) => /^\d+$/.test(token))) {
    return { ...plain(event), types: ["object"], properties: new Map(entries), required: tokens };
  }
  const length = Math.max(...tokens.map(Number)) + 1;
  const byIndex = new Map(entries);
  const prefixItems = Array.from({ length }, (_, index) => byIndex.get(String(index)) ?? { ...plain(event), always: true });
  return { ...plain(event), types: ["array"], prefixItems, minItems: length };
}

function constantSchema(event: EventModel, values: readonly Json[]): Schema {
  const [value] = values;
  const base = plain(event);
  return values.length === 1 && value !== undefined ? { ...base, constant: { value } } : { ...base, enum: values };
}

/** Returns a schema without keywords. Its location is that of the event's schema. */
function plain({ schema, location }: EventModel): Schema {
  return { location, dialect: schema.dialect, annotations: {} };
}
