import type { Findings } from "../diagnostics/diagnostic.js";
import { nearest } from "../base/nearest.js";
import type { Json } from "../base/json.js";
import type { Dialect } from "../schema/schema.js";
import type { Document } from "./document-store.js";
import { isObject } from "../base/json.js";
import { joinPointer, pointerTokens } from "../base/pointer.js";

const uris: Readonly<Record<string, Dialect>> = {
  "json-schema.org/draft-04/schema": "draft-04",
  "json-schema.org/draft-06/schema": "draft-06",
  "json-schema.org/draft-07/schema": "draft-07",
  "json-schema.org/draft/2019-09/schema": "2019-09",
  "json-schema.org/draft/2020-12/schema": "2020-12",
};

/**
 * Returns the dialect that `$schema` names at a pointer.
 *
 * @returns `undefined` if `$schema` is missing, or names a dialect that dagwire does not read. Reports such a dialect.
 */
export function dialectOf(document: Document, pointer: string, findings?: Findings): Dialect | undefined {
  return dialectAt({ document, pointer, value: valueIn(document.value, pointer) }, findings);
}

/**
 * Returns the dialect that the `$schema` in the value of a place names. Reports a `$schema` that names no dialect that
 * dagwire reads.
 */
export function dialectAt({ document, pointer, value }: Place, findings?: Findings): Dialect | undefined {
  const schema = isObject(value) ? value["$schema"] : undefined;
  if (typeof schema !== "string") return undefined;
  const key = schema.replace(/^https?:\/\//, "").replace(/#$/, "");
  const dialect = Object.hasOwn(uris, key) ? uris[key] : undefined;
  if (dialect === undefined) reportUnknown(document, pointer, schema, findings);
  return dialect;
}

/** Returns the dialect of a document without `$schema`. AsyncAPI and OpenAPI 3.0 define their own default. */
export function defaultDialect(value: Json): Dialect {
  if (!isObject(value)) return "2020-12";
  if (typeof value["asyncapi"] === "string") return "draft-07";
  const { openapi, swagger } = value;
  return typeof swagger === "string" || (typeof openapi === "string" && openapi.startsWith("3.0")) ? "draft-04" : "2020-12";
}

type Place = { readonly document: Document; readonly pointer: string; readonly value: Json | undefined };

function valueIn(root: Json, pointer: string): Json | undefined {
  let value: Json | undefined = root;
  for (const token of pointerTokens(pointer)) {
    if (Array.isArray(value)) value = value[Number(token)] as Json | undefined;
    else value = isObject(value) ? value[token] : undefined;
  }
  return value;
}

function reportUnknown(document: Document, pointer: string, schema: string, findings: Findings | undefined): void {
  const suggestion = nearest(
    schema,
    Object.keys(uris).map((uri) => `https://${uri}`),
  );
  findings?.add({
    rule: "DIALECT_UNKNOWN",
    place: { file: document.file, pointer: joinPointer(pointer, "$schema"), on: "value" },
    message: `"${schema}" is not a dialect that dagwire reads.`,
    hint: `Use "${suggestion ?? "https://json-schema.org/draft/2020-12/schema"}".`,
  });
}
