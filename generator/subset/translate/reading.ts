import type { Schema } from "../../schema/schema.js";
import type { Node } from "../ir/node.js";
import type { NodeTable } from "../ir/node-table.js";

/** What the keywords of a schema are read with. */
export type Reading = {
  readonly table: NodeTable;
  /** False where `format` is an annotation. */
  readonly assertFormats: boolean;
  /** The formula of a schema inside. */
  readonly of: (schema: Schema) => Node;
};
