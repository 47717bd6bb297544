import { realpathSync, statSync } from "node:fs";
import { globSync } from "tinyglobby";
import type { Document, DocumentStore } from "../load/document-store.js";
import { isObject } from "../base/json.js";

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

/** Returns the schema documents of a file or folder. Leaves out other JSON files. */
export function findSchemas(path: string, store: DocumentStore): Document[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
    const document = store.read(path);
    return document === undefined ? [] : [document];
  }
  const paths = globSync("**/*.json", { cwd: path, absolute: true, ignore, deep: 12 }).toSorted();
  return onceEach(paths).flatMap((file) => {
    const document = store.read(file);
    return document !== undefined && isSchemaDocument(document.value) ? [document] : [];
  });
}

/** Returns one path, the shortest, for each file. A file may have several paths because of symbolic links. */
function onceEach(paths: readonly string[]): string[] {
  const byPlace = new Map<string, string>();
  for (const path of paths) {
    const place = realpathSync(path);
    const known = byPlace.get(place);
    if (known === undefined || path.length < known.length) byPlace.set(place, path);
  }
  return [...byPlace.values()];
}

const schemaWords = ["properties", "definitions", "$defs", "oneOf", "anyOf", "allOf", "$ref", "asyncapi", "openapi"];
const typeNames: ReadonlySet<unknown> = new Set(["object", "array", "string", "number", "integer", "boolean", "null"]);

/** Returns true if a JSON value is a schema document or a list of schemas. A manifest of dagwire is neither. */
export function isSchemaDocument(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every((item: unknown) => isObject(item) && isSchemaDocument(item));
  if (!isObject(value) || (value["server"] !== undefined && value["name"] !== undefined)) return false;
  const dialect = value["$schema"];
  if (typeof dialect === "string" && dialect.includes("json-schema.org")) return true;
  return (
    schemaWords.some(
      (word) => isObject(value[word]) || Array.isArray(value[word]) || (word !== "properties" && typeof value[word] === "string"),
    ) || typeNames.has(value["type"])
  );
}
