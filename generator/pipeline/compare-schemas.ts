import { createSubsetChecker } from "../validate/witness-judge.js";
import type { SubsetVerdict } from "../subset/verdict.js";
import { settle } from "../diagnostics/settle.js";
import type { Document } from "../load/document-store.js";
import { maxLevels, tooDeepAt } from "../schema/depth.js";
import { Workspace } from "../load/workspace.js";
import type { Json } from "../base/json.js";
import type { Schema } from "../schema/schema.js";

/** How two schemas are compared. */
export type CompareOptions = {
  /** Whether `format` is checked, as the generated validators do, or an annotation. @default "assert" */
  readonly formats?: "assert" | "annotate";
};

/** How the values of two schemas, A and B, lie to one another. */
export type SchemaComparison = {
  /** Whether every value of A is one of B. */
  readonly aInB: SubsetVerdict;
  /** Whether every value of B is one of A. */
  readonly bInA: SubsetVerdict;
};

/**
 * Compares two JSON Schemas of any dialect, as JSON, by the values that they accept. References lead
 * into the schema itself and to the standard meta-schemas; a schema that cannot be read as it is
 * meant makes both answers `unknown`, with what is wrong in the reason.
 */
export function compareSchemas(a: Json, b: Json, options: CompareOptions = {}): SchemaComparison {
  return compareSides(readJsonSchema("schema A", a), readJsonSchema("schema B", b), options);
}

/** A schema to compare, or why it cannot be. */
export type ComparedSide = Schema | { readonly reason: string };

/** Compares what was read. */
export function compareSides(a: ComparedSide, b: ComparedSide, { formats = "assert" }: CompareOptions): SchemaComparison {
  for (const side of [a, b]) if ("reason" in side) return { aInB: { verdict: "unknown", ...side }, bInA: { verdict: "unknown", ...side } };
  const checker = createSubsetChecker({ formats });
  const [left, right] = [a as Schema, b as Schema];
  return { aInB: checker.isSubset(left, right), bInA: checker.isSubset(right, left) };
}

/** Reads the schema at a document's root, or at a pointer into it. */
export function readSchema(workspace: Workspace, document: Document, pointer = ""): ComparedSide {
  const root = workspace.registry.add(document);
  const site = pointer === "" ? root : workspace.registry.at(document, pointer);
  if (site === undefined) return { reason: `nothing stands at "${pointer}" of ${document.file}` };
  const schema = workspace.graph.schemaAt(site);
  const first = settle(workspace.findings.all(), (file) => workspace.store.textOf(file)).find(({ severity }) => severity === "error");
  return first === undefined ? schema : { reason: `${first.file}: ${first.message} ${first.hint}` };
}

/** Reads a schema that stands in no file; `name` is what reasons call it. */
export function readJsonSchema(name: string, value: Json): ComparedSide {
  const text = JSON.stringify(value) ?? "null";
  if (tooDeepAt(text) !== undefined) return { reason: `${name} nests more than ${maxLevels} levels` };
  // At the root of a disk nothing is looked for around it.
  const document = { path: `/${name}`, file: name, text, value };
  return readSchema(new Workspace("/"), document);
}
