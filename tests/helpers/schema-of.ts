import { Findings } from "../../generator/diagnostics/diagnostic.js";
import { formatText } from "../../generator/diagnostics/format-text.js";
import { settle } from "../../generator/diagnostics/settle.js";
import { DocumentStore } from "../../generator/load/document-store.js";
import type { Document } from "../../generator/load/document-store.js";
import { Registry } from "../../generator/load/registry.js";
import { SchemaGraph } from "../../generator/load/schema-graph.js";
import type { Json } from "../../generator/base/json.js";
import type { Schema } from "../../generator/schema/schema.js";

/** Returns a schema for a JSON value without a file, and the findings in it as text. */
export function schemaOf(
  value: unknown,
  others: Readonly<Record<string, unknown>> = {},
): { readonly schema: Schema; readonly findings: string } {
  const findings = new Findings();
  const store = new DocumentStore("/nowhere/at/all", findings);
  const registry = new Registry(store, findings);
  for (const [uri, other] of Object.entries(others)) registry.add(documentOf(other, uri.split("/").at(-1) ?? "other.json"), uri);
  const root = registry.add(documentOf(value, "schema.json"));
  const schema = new SchemaGraph(registry, findings).schemaAt(root);
  return { schema, findings: formatText(settle(findings.all(), () => JSON.stringify(value, undefined, 2))) };
}

function documentOf(value: unknown, name: string): Document {
  return { path: `/nowhere/at/all/${name}`, file: name, text: JSON.stringify(value, undefined, 2), value: value as Json };
}
