import type { Document } from "../load/document-store.js";
import type { SchemaSource, UnknownKeyword } from "../load/schema-graph.js";
import type { Schema } from "../schema/schema.js";
import type { Prover } from "./prover.js";
import type { Verdicts } from "./verdicts.js";

/** What the rules look at. */
export type LintContext = {
  /** Every schema that the protocol reaches. */
  readonly schemas: readonly Schema[];
  /** The schemas of its events, where a model could be built. */
  readonly events: readonly Schema[];
  /** The files that hold the schemas. */
  readonly documents: readonly Document[];
  readonly unknownKeywords: readonly UnknownKeyword[];
  /** A schema as it is written; `undefined` for `true` and `false`. */
  readonly sourceOf: (schema: Schema) => SchemaSource | undefined;
  /** What generated validators say; asked only where no reference goes in circles. */
  readonly verdicts: Verdicts;
  /** Absent where nothing is to be proved. */
  readonly prover?: Prover | undefined;
};
