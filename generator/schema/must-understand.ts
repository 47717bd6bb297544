import type { Schema } from "./schema.js";

/** True for an event that a peer must not skip: its schema, or the one that it refers to, says `x-must-understand`. */
export function mustUnderstand(schema: Schema): boolean {
  return schema.annotations.mustUnderstand === true || (schema.ref !== undefined && schema.ref !== schema && mustUnderstand(schema.ref));
}
