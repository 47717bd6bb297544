import { canonicalJson } from "../base/canonical-json.js";
import { referenced } from "../schema/children.js";
import { groupBy } from "../base/group-by.js";
import type { UnnamedEvent } from "./build-events.js";
import type { Schema } from "../schema/schema.js";

/** The events that the server sends, and the events that the client sends. */
export type UnnamedSides = { readonly server: readonly UnnamedEvent[]; readonly client: readonly UnnamedEvent[] };

/**
 * Gives an event a new schema that refers to the event's schema, if the type of the event must differ from the type of the
 * schema. This is so if several events have the schema. It is also so if the schema is only a part of the message, and
 * other schemas refer to it.
 */
export function wrapEvents({ server, client }: UnnamedSides, typeEntries: readonly Schema[]): UnnamedSides {
  const events = [...server, ...client];
  const roots = [...events.map(({ schema }) => schema), ...typeEntries];
  const shared = new Set([...typeEntries, ...referenced(roots)]);
  const uses = groupBy(events, ({ schema }) => schema);
  const severalFor = new Set([...uses].filter(([, users]) => new Set(users.map(keyOf)).size > 1).map(([schema]) => schema));
  const wrappers = new Map<Schema, Map<string, Schema>>();
  const wrap = (event: UnnamedEvent): UnnamedEvent => {
    const isPart = event.at !== "" || (event.tags !== undefined && !event.tagsInSchema);
    const needsOwn = severalFor.has(event.schema) || (isPart && shared.has(event.schema));
    return needsOwn ? { ...event, schema: wrapperFor(event, wrappers), isWrapped: true } : event;
  };
  return { server: server.map(wrap), client: client.map(wrap) };
}

function keyOf({ wantedTypeName, at, tags }: UnnamedEvent): string {
  return canonicalJson([wantedTypeName, at, [...(tags ?? [])].map(([pointer, values]) => [pointer, ...values])]);
}

/** Returns the new schema of an event. An event that both the server and the client send has one such schema. */
function wrapperFor(event: UnnamedEvent, wrappers: Map<Schema, Map<string, Schema>>): Schema {
  const ofSchema = wrappers.get(event.schema) ?? new Map<string, Schema>();
  wrappers.set(event.schema, ofSchema);
  const { location, dialect, annotations } = event.schema;
  const { tsName: _ofTheSchema, ...described } = annotations;
  const wrapper = ofSchema.get(keyOf(event)) ?? {
    location,
    dialect,
    annotations: described,
    allOf: [{ location, dialect, annotations: {}, ref: event.schema }],
  };
  ofSchema.set(keyOf(event), wrapper);
  return wrapper;
}
