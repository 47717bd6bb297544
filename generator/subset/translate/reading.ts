import type { Schema } from "../../schema/schema.js";
import type { Node } from "../ir/node.js";
import type { NodeTable } from "../ir/node-table.js";

/** The tools that the functions for keywords get. */
export type Reading = {
  readonly table: NodeTable;
  /** False if `format` is only an annotation. */
  readonly assertFormats: boolean;
  /** Returns the formula of a schema inside. */
  readonly of: (schema: Schema) => Node;
};
