import type { Document } from "../load/document-store.js";
import type { Json } from "../base/json.js";
import { joinPointer } from "../base/pointer.js";
import { followed, keysAt } from "./local-refs.js";

/** A schema in an OpenAPI document that a server sends outside of an answer with one JSON value. */
export type Sent = {
  readonly name: string;
  /** The JSON Pointer of the schema; `undefined` if the body has no schema of JSON. */
  readonly pointer: string | undefined;
};

const methods = ["post", "put", "patch", "get", "delete", "query"];

/** Returns the webhooks of an OpenAPI document, and the callbacks of its operations. Webhooks may stand in `x-webhooks`. */
export function webhooksOf({ value }: Document): Sent[] {
  const holders = ["/webhooks", "/x-webhooks"].flatMap((holder) =>
    keysAt(value, holder).map((name) => ({ name, pointer: joinPointer(holder, name) })),
  );
  const callbacks = operationsOf(value).flatMap((operation) =>
    keysAt(value, `${operation}/callbacks`).flatMap((name) => {
      const place = followed(value, joinPointer(`${operation}/callbacks`, name));
      return place === undefined ? [] : keysAt(value, place).map((url) => ({ name, pointer: joinPointer(place, url) }));
    }),
  );
  return onceEach(value, [...holders, ...callbacks]).flatMap(({ name, pointer }) => {
    const bodies = methods.flatMap((method): (string | undefined)[] => {
      const operation = followed(value, `${pointer}/${method}`);
      return operation === undefined ? [] : [bodySchema(value, `${operation}/requestBody`)];
    });
    // A method such as DELETE has no body. The webhook is left out only if none of its methods has a schema.
    const found = bodies.filter((body) => body !== undefined);
    return (found.length > 0 ? found : bodies.slice(0, 1)).map((body): Sent => ({ name, pointer: body }));
  });
}

/** Several operations may refer to one callback. */
function onceEach<Holder extends { readonly pointer: string }>(root: Json, holders: readonly Holder[]): Holder[] {
  return [...new Map(holders.map((holder) => [followed(root, holder.pointer) ?? holder.pointer, holder])).values()];
}

const streamTypes = /^(?:text\/event-stream|application\/(?:x-ndjson|ndjson|jsonl|x-jsonl|json-seq|stream\+json|x-json-stream))\b/;

/** Returns the JSON Pointers of the schemas of streams that the operations of an OpenAPI document answer with. */
export function streamsOf({ value }: Document): string[] {
  const pointers = operationsOf(value).flatMap((operation) =>
    keysAt(value, `${operation}/responses`).flatMap((status) => {
      const response = followed(value, joinPointer(`${operation}/responses`, status));
      return response === undefined ? [] : contentSchemas(value, response, (type) => streamTypes.test(type));
    }),
  );
  return [...new Set(pointers.map((pointer) => followed(value, pointer) ?? pointer))];
}

function operationsOf(root: Json): string[] {
  return keysAt(root, "/paths").flatMap((path) => methods.flatMap((method) => followed(root, joinPointer("/paths", path, method)) ?? []));
}

function bodySchema(root: Json, pointer: string): string | undefined {
  const body = followed(root, pointer);
  if (body === undefined) return undefined;
  return contentSchemas(root, body, (type) => /^application\/(?:[\w.+-]+\+)?json\b|^\*\/\*|^application\/\*/.test(type))[0];
}

function contentSchemas(root: Json, holder: string, isMeant: (type: string) => boolean): string[] {
  return keysAt(root, `${holder}/content`)
    .filter(isMeant)
    .flatMap((type) => ["itemSchema", "schema"].map((word) => joinPointer(`${holder}/content`, type, word)))
    .filter((pointer) => followed(root, pointer) !== undefined || isExternal(root, pointer));
}

/** Returns true if a schema is a reference into another file. */
function isExternal(root: Json, pointer: string): boolean {
  return keysAt(root, pointer).includes("$ref");
}
