import type { Document } from "../load/document-store.js";
import { isObject } from "../base/json.js";
import { joinPointer } from "../base/pointer.js";
import type { Direction } from "../model/event-model.js";
import type { Json } from "../base/json.js";
import type { Candidate } from "./candidate.js";
import { valueAt } from "./schema-set.js";
import type { SchemaSet } from "./schema-set.js";

type Message = { readonly name: string; readonly pointer: string };

/**
 * Returns the messages of an AsyncAPI document (2.x or 3.x), or the webhooks of an OpenAPI document, as candidates.
 * Returns an empty list for other documents.
 */
export function channelCandidates(schemas: SchemaSet, document: Document): Candidate[] {
  const { value } = document;
  if (!isObject(value)) return [];
  if (value["asyncapi"] !== undefined) return asyncApi(schemas, document);
  const webhooks = value["webhooks"];
  if (value["openapi"] === undefined || !isObject(webhooks)) return [];
  return Object.keys(webhooks).flatMap((name) => {
    const pointer = joinPointer("/webhooks", name, "post", "requestBody", "content", "application/json", "schema");
    return candidate(schemas, document, { name, pointer }, ["server"]);
  });
}

function asyncApi(schemas: SchemaSet, document: Document): Candidate[] {
  const sides = new Map<string, Set<Direction>>();
  for (const [pointer, side] of sentMessages(document.value)) sides.set(pointer, (sides.get(pointer) ?? new Set()).add(side));
  const listed = componentMessages(document.value);
  const others = [...sides.keys()].filter((pointer) => !listed.includes(pointer));
  return [...listed, ...others].flatMap((pointer) => {
    const message = valueAt(document.value, pointer);
    const given = isObject(message) ? message["name"] : undefined;
    const name = typeof given === "string" ? given : (pointer.split("/").at(-1) ?? "");
    return candidate(schemas, document, { name, pointer: schemaPointer(document.value, `${pointer}/payload`) }, [
      ...(sides.get(pointer) ?? []),
    ]);
  });
}

/**
 * Returns the JSON Pointer of the schema in a message's payload. In AsyncAPI 3.x a payload with `schemaFormat` has the
 * schema under `schema`.
 */
function schemaPointer(value: Json, pointer: string): string {
  const payload = valueAt(value, pointer);
  return isObject(payload) && typeof payload["schemaFormat"] === "string" && payload["schema"] !== undefined
    ? `${pointer}/schema`
    : pointer;
}

function candidate(schemas: SchemaSet, document: Document, { name, pointer }: Message, sides: readonly Direction[]): Candidate[] {
  const schema = valueAt(document.value, pointer) === undefined ? undefined : schemas.at(document, pointer);
  if (schema === undefined) return [];
  return [{ schema, document, pointer, name, ways: [], origin: "channel", ...(sides.length > 0 && { sides }) }];
}

function componentMessages(value: Json): string[] {
  const messages = valueAt(value, "/components/messages");
  return isObject(messages) ? Object.keys(messages).map((name) => joinPointer("/components/messages", name)) : [];
}

/**
 * Yields the JSON Pointer of each message in an AsyncAPI document, with its sender. In AsyncAPI 2.x, `subscribe` means
 * that the client receives the message.
 */
function* sentMessages(value: Json): Generator<[string, Direction]> {
  for (const [verb, side] of [
    ["subscribe", "server"],
    ["publish", "client"],
  ] as const) {
    const channels = valueAt(value, "/channels");
    for (const channel of isObject(channels) ? Object.keys(channels) : []) {
      const pointer = joinPointer("/channels", channel, verb, "message");
      for (const message of alternatives(value, pointer)) yield [message, side];
    }
  }
  const operations = valueAt(value, "/operations");
  for (const name of isObject(operations) ? Object.keys(operations) : []) {
    const pointer = joinPointer("/operations", name);
    const action = valueAt(value, `${pointer}/action`);
    for (const message of operationMessages(value, pointer)) yield [message, action === "receive" ? "client" : "server"];
  }
}

function alternatives(value: Json, pointer: string): string[] {
  const message = valueAt(value, pointer);
  if (!isObject(message)) return [];
  const { oneOf } = message;
  if (Array.isArray(oneOf)) return oneOf.flatMap((one: Json) => refIn(value, one));
  const ref = refIn(value, message);
  return ref.length === 0 ? [pointer] : ref;
}

/**
 * Returns the JSON Pointers of the messages of an operation in AsyncAPI 3.x. An operation that lists no messages has
 * all messages of its channel.
 */
function operationMessages(value: Json, pointer: string): string[] {
  const own = valueAt(value, `${pointer}/messages`);
  if (Array.isArray(own)) return own.flatMap((one: Json) => refIn(value, one));
  const channel = valueAt(value, `${pointer}/channel`);
  const [target = ""] = channel === undefined ? [] : refIn(value, channel);
  const messages = valueAt(value, `${target}/messages`);
  return isObject(messages)
    ? Object.entries(messages).flatMap(([name, one]) => refOr(value, one, joinPointer(`${target}/messages`, name)))
    : [];
}

function refOr(value: Json, message: Json, pointer: string): string[] {
  const ref = refIn(value, message);
  return ref.length === 0 ? [pointer] : ref;
}

/** Returns the JSON Pointer of the target of a local `$ref`. If the target is itself a reference, follows it. */
function refIn(root: Json, value: Json, depth = 0): string[] {
  const ref = isObject(value) ? value["$ref"] : undefined;
  if (typeof ref !== "string" || !ref.startsWith("#/") || depth > 10) return [];
  const pointer = decodeURIComponent(ref.slice(1));
  const next = valueAt(root, pointer);
  const further = next === undefined ? [] : refIn(root, next, depth + 1);
  return further.length === 0 ? [pointer] : further;
}
