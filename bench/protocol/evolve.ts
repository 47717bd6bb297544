import type { Schema } from "./schema.js";

/**
 * Returns the next version of a protocol's schema: one more event, and one more optional property in a share of the
 * definitions.
 */
export function evolve(schema: Schema, share: number): Schema {
  const every = Math.round(1 / share);
  const entries = Object.entries(schema.$defs ?? {});
  const definitions = Object.fromEntries(
    entries.map(([key, definition], index) => [key, index % every === 0 ? grown(definition) : definition]),
  );
  const first = entries.find(([key]) => key.startsWith("server."));
  if (first === undefined) throw new Error("the protocol has no server events");
  return {
    ...schema,
    oneOf: [...(schema.oneOf ?? []), { $ref: "#/$defs/server.newcomer" }],
    $defs: { ...definitions, "server.newcomer": renamed(first[1]) },
  };
}

function grown(definition: Schema): Schema {
  if (definition.properties === undefined) return definition;
  return { ...definition, properties: { ...definition.properties, added_later: { type: "string" } } };
}

function renamed(event: Schema): Schema {
  return { ...event, properties: { ...event.properties, type: { const: "newcomer" } } };
}
