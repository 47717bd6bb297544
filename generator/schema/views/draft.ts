import type { Schema } from "../schema.js";

/** A schema that is still being put together. */
export type Draft = { -readonly [Key in keyof Schema]: Schema[Key] };
