import type { Document } from "../load/document-store.js";
import type { SchemaSource, UnknownKeyword } from "../load/schema-graph.js";
import type { Schema } from "../schema/schema.js";
import type { Prover } from "./prover.js";
import type { Verdicts } from "./verdicts.js";

/** The protocol as the rules see it. */
export type LintContext = {
  /** Every schema that the protocol reaches. */
  readonly schemas: readonly Schema[];
  /** The schemas of its events; empty if no model could be built. */
  readonly events: readonly Schema[];
  /** The files that hold the schemas. */
  readonly documents: readonly Document[];
  readonly unknownKeywords: readonly UnknownKeyword[];
  /** Returns a schema as the file holds it; `undefined` for `true` and `false`. */
  readonly sourceOf: (schema: Schema) => SchemaSource | undefined;
  /** The verdicts of generated validators. Rules may use them only if the graph has no cycle of references. */
  readonly verdicts: Verdicts;
  /** Absent if the rules should prove nothing. */
  readonly prover?: Prover | undefined;
};
