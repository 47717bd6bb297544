import type { Json } from "../../base/json.js";
import type { Schema } from "../../schema/schema.js";

/** A keyword and its value. */
export type Member = readonly [keyword: string, value: Json];

type NumberKeyword = { [Key in keyof Schema]-?: Schema[Key] extends number | undefined ? Key : never }[keyof Schema];

/** Returns a keyword with a number, if the schema has it. */
export function numberMember(schema: Schema, keyword: NumberKeyword): Member[] {
  const value = schema[keyword];
  return value === undefined ? [] : [[keyword, value]];
}
