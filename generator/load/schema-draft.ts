import type { Schema } from "../schema/schema.js";

/** A schema whose fields are still being set. */
export type SchemaDraft = { -readonly [Key in keyof Schema]: Schema[Key] };
