import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { dialect } from "./schema.js";
import type { Schema } from "./schema.js";

/** A protocol's schemas as one document, for tools that do not read folders. */
export type Bundle = {
  /** Every file and every local definition. References lead to other entries here. */
  readonly definitions: Readonly<Record<string, Schema>>;
  /** Keys of the server's events in {@link definitions}. */
  readonly server: readonly string[];
};

/** Bundles a protocol's folder. */
export function bundleProtocol(folder: string): Bundle {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".schema.json"))
    .toSorted();
  const definitions: Record<string, Schema> = {};
  for (const file of files) {
    const {
      $schema: _dialect,
      $defs = {},
      examples: _examples,
      ...schema
    } = JSON.parse(readFileSync(join(folder, file), "utf8")) as Schema & { examples?: unknown };
    definitions[keyOf(file)] = redirect(schema, file) as Schema;
    for (const [name, definition] of Object.entries($defs)) definitions[keyOf(file, name)] = redirect(definition, file) as Schema;
  }
  return { definitions, server: Object.keys(definitions).filter((key) => key.startsWith("server.")) };
}

/** Returns the union of the server's events, with the discriminator `type`. */
export function serverSchema({ definitions, server }: Bundle): Schema {
  return {
    $schema: dialect,
    type: "object",
    required: ["type"],
    discriminator: { propertyName: "type" },
    oneOf: server.map((key) => ({ $ref: `#/$defs/${key}` })),
    $defs: definitions,
  };
}

/** Follows a reference of a bundle. Returns every other schema unchanged. */
export function resolve(definitions: Bundle["definitions"], schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const target = definitions[schema.$ref.slice("#/$defs/".length)];
  if (target === undefined) throw new Error(`nothing at ${schema.$ref}`);
  return resolve(definitions, target);
}

function redirect(value: unknown, file: string): unknown {
  if (Array.isArray(value)) return value.map((item) => redirect(item, file));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      key === "$ref" ? `#/$defs/${keyOfReference(String(member), file)}` : redirect(member, file),
    ]),
  );
}

function keyOfReference(reference: string, file: string): string {
  const [path = "", pointer = ""] = reference.split("#");
  return keyOf(path === "" ? file : join(dirname(file), path), pointer.split("/").at(-1));
}

function keyOf(file: string, name = ""): string {
  const key = file.replace(/\.schema\.json$/, "").replaceAll("/", ".");
  return name === "" ? key : `${key}.${name}`;
}
