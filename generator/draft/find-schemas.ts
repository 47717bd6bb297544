import { statSync } from "node:fs";
import { globSync } from "tinyglobby";
import type { Document, DocumentStore } from "../load/document-store.js";
import { isObject } from "../load/json.js";

const ignore = [
  "**/node_modules/**",
  "**/.git/**",
  "**/dist/**",
  "**/examples/**",
  "**/example/**",
  "**/test/**",
  "**/tests/**",
  "**/package.json",
  "**/package-lock.json",
  "**/tsconfig*.json",
  "**/dagwire.config.json",
];

/** The schema documents of a file or folder; other JSON that stands there is left out. */
export function findSchemas(path: string, store: DocumentStore): Document[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
    const document = store.read(path);
    return document === undefined ? [] : [document];
  }
  const paths = globSync("**/*.json", { cwd: path, absolute: true, ignore, deep: 12 }).toSorted();
  return paths.flatMap((file) => {
    const document = store.read(file);
    return document !== undefined && isSchemaDocument(document.value) ? [document] : [];
  });
}

const schemaWords = ["properties", "definitions", "$defs", "oneOf", "anyOf", "allOf", "$ref", "asyncapi", "openapi"];
const typeNames: ReadonlySet<unknown> = new Set(["object", "array", "string", "number", "integer", "boolean", "null"]);

/** True for a document that describes JSON. A manifest of dagwire does not. */
export function isSchemaDocument(value: unknown): boolean {
  if (!isObject(value) || (value["server"] !== undefined && value["name"] !== undefined)) return false;
  const dialect = value["$schema"];
  if (typeof dialect === "string" && dialect.includes("json-schema.org")) return true;
  return (
    schemaWords.some(
      (word) => isObject(value[word]) || Array.isArray(value[word]) || (word !== "properties" && typeof value[word] === "string"),
    ) || typeNames.has(value["type"])
  );
}
