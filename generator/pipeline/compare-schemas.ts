import { createSubsetChecker } from "../validate/witness-judge.js";
import type { SubsetVerdict } from "../subset/verdict.js";
import { settle } from "../diagnostics/settle.js";
import type { Document } from "../load/document-store.js";
import { maxLevels, tooDeepAt } from "../schema/depth.js";
import { Workspace } from "../load/workspace.js";
import type { Json } from "../base/json.js";
import type { Schema } from "../schema/schema.js";

/** Options of {@link compareSchemas}. */
export type CompareOptions = {
  /** `assert` checks `format`, as the generated validators do; `annotate` ignores it. @default "assert" */
  readonly formats?: "assert" | "annotate";
};

/** The prover's answers for two schemas, A and B: whether each accepts all values of the other. */
export type SchemaComparison = {
  /** Whether B accepts every value of A. */
  readonly aInB: SubsetVerdict;
  /** Whether A accepts every value of B. */
  readonly bInA: SubsetVerdict;
};

/**
 * Compares two JSON Schemas of any dialect by the values that they accept. References may point into the schema itself
 * and to the standard meta-schemas. If a schema has an error, both answers are `unknown`, with the error as the reason.
 */
export function compareSchemas(a: Json, b: Json, options: CompareOptions = {}): SchemaComparison {
  return compareSides(readJsonSchema("schema A", a), readJsonSchema("schema B", b), options);
}

/** A schema to compare, or the reason why it cannot be read. */
export type ComparedSide = Schema | { readonly reason: string };

/** Compares two schemas by the values that they accept. If one could not be read, both answers are `unknown`, with the reason. */
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
  if (site === undefined) return { reason: `${document.file} has no value at "${pointer}"` };
  const schema = workspace.graph.schemaAt(site);
  const first = settle(workspace.findings.all(), (file) => workspace.store.textOf(file)).find(({ severity }) => severity === "error");
  return first === undefined ? schema : { reason: `${first.file}: ${first.message} ${first.hint}` };
}

/** Reads a schema that is a value, not a file. @param name the name of the schema in error messages. */
export function readJsonSchema(name: string, value: Json): ComparedSide {
  const text = JSON.stringify(value) ?? "null";
  if (tooDeepAt(text) !== undefined) return { reason: `${name} nests more than ${maxLevels} levels` };
  // The schema gets a path in the root folder, where it has no files beside it: so only the schema itself is read.
  const document = { path: `/${name}`, file: name, text, value };
  return readSchema(new Workspace("/"), document);
}
