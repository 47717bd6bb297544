import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { Findings } from "../../generator/diagnostics/diagnostic.js";
import { settle } from "../../generator/diagnostics/settle.js";
import { DocumentStore } from "../../generator/load/document-store.js";
import type { Document } from "../../generator/load/document-store.js";
import { Registry } from "../../generator/load/registry.js";
import { SchemaGraph } from "../../generator/load/schema-graph.js";
import type { Json } from "../../generator/base/json.js";
import type { Schema } from "../../generator/schema/schema.js";
import { sharedFolder } from "./corpus.js";

/** The folder of the official test-suite, beside the repository. */
export const suiteFolder = join(sharedFolder, "json-schema-test-suite");

/** True if the data is present. */
export const hasSuite = existsSync(join(suiteFolder, "tests"));

/** One schema and the values to validate with it. */
export type SuiteGroup = {
  readonly file: string;
  readonly description: string;
  readonly schema: unknown;
  readonly tests: readonly { readonly description: string; readonly data: unknown; readonly valid: boolean }[];
};

/** The drafts of the suite, by folder, with their `$schema`. */
export const drafts = {
  "draft2020-12": "https://json-schema.org/draft/2020-12/schema",
  "draft2019-09": "https://json-schema.org/draft/2019-09/schema",
  draft7: "http://json-schema.org/draft-07/schema#",
  draft6: "http://json-schema.org/draft-06/schema#",
  draft4: "http://json-schema.org/draft-04/schema#",
} as const;

/** The name of a draft's folder. */
export type Draft = keyof typeof drafts;

/** Returns the groups of the required tests, or those of a folder below, such as `optional/format`. */
export function suiteGroups(draft: Draft, folder = ""): SuiteGroup[] {
  const path = join(suiteFolder, "tests", draft, folder);
  const files = readdirSync(path)
    .filter((file) => file.endsWith(".json"))
    .toSorted();
  return files.flatMap((file) => {
    const groups = JSON.parse(readFileSync(join(path, file), "utf8")) as Omit<SuiteGroup, "file">[];
    return groups.map((group) => ({ ...group, file, schema: inDraft(group.schema, draft) }));
  });
}

/** Returns the documents that a schema may refer to, by URI: the suite's remote files and the meta-schemas. */
export function suiteRemotes(draft: Draft): Readonly<Record<string, unknown>> {
  const remotes: Record<string, unknown> = { ...metaSchemas() };
  const folder = join(suiteFolder, "remotes");
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".json") || (/^(draft|v)\d/.test(file) && !file.startsWith(draft))) continue;
    const value: unknown = JSON.parse(readFileSync(join(folder, file), "utf8"));
    remotes[`http://localhost:1234/${relative(folder, join(folder, file))}`] = inDraft(value, draft);
  }
  return remotes;
}

function inDraft(schema: unknown, draft: Draft): unknown {
  if (typeof schema !== "object" || schema === null || "$schema" in schema) return schema;
  return { $schema: drafts[draft], ...schema };
}

function metaSchemas(): Record<string, unknown> {
  const require = createRequire(import.meta.url);
  const names = ["draft-06", "draft-07"];
  return Object.fromEntries(
    names.map((name) => [`http://json-schema.org/${name}/schema`, require(`ajv/dist/refs/json-schema-${name}.json`)]),
  );
}

/** Returns the graph of a suite's schema, or the reason why the loader refuses it. */
export function suiteSchema(value: unknown, remotes: Readonly<Record<string, unknown>>): Schema | string {
  const findings = new Findings();
  const registry = new Registry(new DocumentStore("/nowhere/at/all", findings), findings);
  for (const [index, [uri, remote]] of Object.entries(remotes).entries()) registry.add(documentOf(remote, `remote-${index}.json`), uri);
  const schema = new SchemaGraph(registry, findings).schemaAt(registry.add(documentOf(value, "schema.json")));
  const error = settle(findings.all(), () => JSON.stringify(value)).find(({ severity }) => severity === "error");
  return error === undefined ? schema : `${error.rule}: ${error.message}`;
}

// Neither this folder nor its parent exists, so a search for an "$id" there ends at once.
function documentOf(value: unknown, name: string): Document {
  return { path: `/nowhere/at/all/${name}`, file: name, text: JSON.stringify(value), value: value as Json };
}
