import { numberFormat, stringFormat } from "../../schema/format-kinds.js";
import type { Schema } from "../../schema/schema.js";
import type { Node } from "../ir/node.js";
import { everyKind, maskOf } from "../ir/node.js";
import { nextUp } from "../numbers/doubles.js";
import type { Reading } from "./reading.js";

const noNumber = everyKind & ~maskOf("number");
const noString = everyKind & ~maskOf("string");

/** Translates the keywords for numbers. */
export function* numberParts({ table, assertFormats }: Reading, schema: Schema): Generator<Node> {
  const format = assertFormats ? numberFormat(schema.format) : undefined;
  const below = (bound: number): Node => table.any([table.type(noNumber), table.not(table.minimum(bound))]);
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  for (const bound of [minimum, format?.minimum]) if (bound !== undefined) yield table.minimum(zeroed(bound));
  for (const bound of [maximum, format?.maximum]) if (bound !== undefined) yield below(nextUp(bound));
  if (exclusiveMinimum !== undefined) yield table.minimum(nextUp(exclusiveMinimum));
  if (exclusiveMaximum !== undefined) yield below(zeroed(exclusiveMaximum));
  if (multipleOf !== undefined) yield table.multiple(multipleOf);
  if (format !== undefined) yield table.multiple(1);
}

/** Returns zero for minus zero, so that equal bounds give one node. */
function zeroed(bound: number): number {
  return bound === 0 ? 0 : bound;
}

/** Translates the keywords for strings. */
export function* stringParts({ table, assertFormats }: Reading, { minLength, maxLength, pattern, format }: Schema): Generator<Node> {
  if (minLength !== undefined) yield table.length(minLength);
  if (maxLength !== undefined) yield table.any([table.type(noString), table.not(table.length(maxLength + 1))]);
  if (pattern !== undefined) yield table.pattern(pattern);
  if (assertFormats && format !== undefined && stringFormat(format) !== undefined) yield table.format(format);
}
