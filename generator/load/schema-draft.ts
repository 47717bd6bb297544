import type { Schema } from "../schema/schema.js";

/** A schema under construction. */
export type SchemaDraft = { -readonly [Key in keyof Schema]: Schema[Key] };
