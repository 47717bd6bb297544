import type { Finding } from "../diagnostics/diagnostic.js";
import { nearest } from "../base/nearest.js";
import { joinPointer } from "../base/pointer.js";
import { knownFormats } from "../schema/format-kinds.js";
import { groupBy } from "../base/group-by.js";
import type { Schema } from "../schema/schema.js";

/** Finds formats that the validators do not check. Gives one warning per format. */
export function lintFormats(schemas: readonly Schema[]): Finding[] {
  const unchecked = schemas.filter(({ format }) => format !== undefined && !knownFormats.includes(format));
  return [...groupBy(unchecked, ({ format }) => format ?? "")].flatMap(([format, uses]) =>
    uses.slice(0, 1).map((schema) => finding(format, schema)),
  );
}

function finding(format: string, { location }: Schema): Finding {
  return {
    rule: "FORMAT_UNKNOWN",
    place: { file: location.file, pointer: joinPointer(location.pointer, "format"), on: "value" },
    message: `"${format}" is not a format that the validators check.`,
    hint: hintOn(format),
  };
}

function hintOn(format: string): string {
  const [, sign, bits] = /^(u?)int(8|16|32|64)?$/.exec(format) ?? [];
  if (bits !== undefined && Number(bits) < 64) return `Write its range: ${rangeOf(sign === "u", Number(bits))}.`;
  if (sign !== undefined)
    return sign === "u" ? 'Write its range: "minimum": 0.' : 'Write "type": "integer", and its range if that matters.';
  const suggestion = nearest(format, knownFormats);
  return suggestion === undefined ? 'Add a "pattern" if the shape of the text matters.' : `Did you mean "${suggestion}"?`;
}

function rangeOf(isUnsigned: boolean, bits: number): string {
  const [lowest, highest] = isUnsigned ? [0, 2 ** bits - 1] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
  return `"minimum": ${lowest}, "maximum": ${highest}`;
}
