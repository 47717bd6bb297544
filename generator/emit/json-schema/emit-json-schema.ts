import { reachable } from "../../schema/children.js";
import type { ProtocolModel } from "../../model/protocol.js";
import type { Json } from "../../base/json.js";
import type { Schema } from "../../schema/schema.js";
import { generatedNote } from "../generated-note.js";
import type { MessageDefinition } from "./definitions.js";
import { Definitions, unionKeys } from "./definitions.js";
import { printDefinition } from "./print-schema.js";
import type { PrintOptions } from "./print-schema.js";

/** The value of `$schema` in the generated JSON Schema documents: dialect 2020-12. */
export const dialectUri = "https://json-schema.org/draft/2020-12/schema";

/**
 * Prints the whole protocol as one JSON Schema of dialect 2020-12. `$defs` contains the schema of each event's message and
 * each shared schema, by the name of its type. `ServerEvent` and `ClientEvent` are the unions of each direction's dispatched
 * events. Closed objects stay closed, also if the direction has a tolerant reader.
 */
export function emitJsonSchema(model: ProtocolModel): string {
  const definitions = new Definitions(model);
  const options = printOptions(definitions, "#/$defs/");
  const printed = definitions.all().map(({ key, schema }) => [key, printDefinition(schema, options)] as const);
  const document = {
    $schema: dialectUri,
    $comment: generatedNote(model),
    title: `${model.name} ${model.version}`,
    ...(model.description !== undefined && { description: model.description }),
    $defs: Object.fromEntries([
      ...union(unionKeys.server, "Any event that the server sends.", definitions.server),
      ...union(unionKeys.client, "Any event that the client sends.", definitions.client),
      ...printed,
    ]),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** Returns the options for printing definitions. @param base the text before a definition's key in a `$ref`, such as `#/$defs/`. */
export function printOptions(definitions: Definitions, base: string, dialect: PrintOptions["dialect"] = "2020-12"): PrintOptions {
  const all = reachable(definitions.all().map(({ schema }) => schema));
  const refTo = (schema: Schema): string | undefined => {
    const key = definitions.keyOf(schema);
    return key === undefined ? undefined : `${base}${encodeURIComponent(key)}`;
  };
  return { dialect, refTo, keepsContainsApart: [...all].some(({ unevaluatedItems }) => unevaluatedItems !== undefined) };
}

function union(key: string, description: string, messages: readonly MessageDefinition[]): [string, Json][] {
  const keys = new Set(messages.filter(({ event }) => event.tags !== undefined).map((message) => message.key));
  if (keys.size === 0) return [];
  return [[key, { description, anyOf: [...keys].map((one) => ({ $ref: `#/$defs/${encodeURIComponent(one)}` })) }]];
}
