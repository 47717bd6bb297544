import type { Direction, EventModel } from "../../model/event-model.js";
import type { ProtocolModel } from "../../model/protocol.js";
import type { Json } from "../../base/json.js";
import { generatedNote } from "../generated-note.js";
import type { MessageDefinition } from "../json-schema/definitions.js";
import { Definitions } from "../json-schema/definitions.js";
import { componentKey, MessageSchemas } from "./message-schemas.js";

/**
 * Prints the protocol as an AsyncAPI 3.0 document of the server or of the client: the events that it sends and receives over
 * one channel. The address of the channel is `null`, because it differs from deployment to deployment.
 *
 * The payload of an event is an AsyncAPI Schema Object, whatever the dialect of the event's schema. This is a superset of
 * draft-07 that every tool reads. draft-07 cannot express some schemas exactly (`unevaluated*`, `minContains` above 1,
 * `maxContains`). The payload of such an event is a Multi Format Schema Object: 2020-12 with all its definitions.
 *
 * @param side `server` or `client`: the application that the document describes.
 */
export function emitAsyncApi(model: ProtocolModel, side: Direction): string {
  const definitions = new Definitions(model);
  const schemas = new MessageSchemas(model.name, definitions);
  const directions = (["server", "client"] as const).filter((direction) => definitions[direction].length > 0);
  const messages = new Map([...definitions.server, ...definitions.client].map((message) => [componentKey(message.key), message]));
  const channel = componentKey(model.name);
  const document = {
    asyncapi: "3.0.0",
    info: {
      title: `${model.name} (${side})`,
      version: model.version,
      ...(model.description !== undefined && { description: model.description }),
    },
    defaultContentType: "application/json",
    channels: { [channel]: channelObject(model, [...messages.keys()]) },
    operations: Object.fromEntries(directions.map((direction) => operation(direction, side, channel, definitions[direction]))),
    components: {
      messages: Object.fromEntries([...messages].map(([key, message]) => [key, messageObject(message, schemas)])),
      schemas: schemas.components(),
    },
    "x-generated": generatedNote(model),
    "x-protocol-digest": model.digest,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function channelObject({ name, description }: ProtocolModel, keys: readonly string[]): Json {
  return {
    address: null,
    title: name,
    ...(description !== undefined && { description }),
    messages: Object.fromEntries(keys.map((key) => [key, { $ref: `#/components/messages/${key}` }])),
  };
}

function operation(direction: Direction, side: Direction, channel: string, messages: readonly MessageDefinition[]): [string, Json] {
  const action = direction === side ? "send" : "receive";
  const name = direction === "server" ? "ServerEvent" : "ClientEvent";
  const keys = new Set(messages.map(({ key }) => componentKey(key)));
  const object = {
    action,
    channel: { $ref: `#/channels/${channel}` },
    summary: direction === "server" ? "The events that the server sends." : "The events that the client sends.",
    messages: [...keys].map((key) => ({ $ref: `#/channels/${channel}/messages/${key}` })),
  };
  return [`${action}${name}`, object];
}

function messageObject(message: MessageDefinition, schemas: MessageSchemas): Json {
  const { event } = message;
  const { title, description, deprecated } = event.schema.annotations;
  const headers = outOfBand(event);
  const examples = event.at === "" && event.tagsInSchema ? (event.schema.annotations.examples ?? []) : [];
  return {
    name: event.name,
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(headers !== undefined && { headers }),
    payload: schemas.payload(message),
    ...(examples.some(isObject) && { examples: examples.filter(isObject).map((payload) => ({ payload })) }),
    ...(deprecated === true && { "x-deprecated": true }),
  };
}

/** Returns the schema of an event's headers, which are its tags outside of the message; `undefined` if it has no such tags. */
function outOfBand({ tags }: EventModel): Json | undefined {
  const outside = [...(tags ?? [])].filter(([pointer]) => pointer.startsWith("@"));
  if (outside.length === 0) return undefined;
  const properties = outside.map(([pointer, values]) => [pointer.slice(1), { type: "string", enum: values }] as const);
  return { type: "object", properties: Object.fromEntries(properties), required: properties.map(([name]) => name) };
}

function isObject(value: Json): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
