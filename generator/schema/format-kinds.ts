/** `assert`: validators check formats. `annotate`: validators ignore formats, which is the default of JSON Schema. */
export type FormatMode = "assert" | "annotate";

/**
 * The names of the format checks in `@dagwire/runtime/codegen/v1`, by the format that they check. Validators do not
 * check other string formats.
 */
const stringFormats: ReadonlyMap<string, string> = new Map([
  ["date-time", "isDateTime"],
  ["date", "isDate"],
  ["time", "isTime"],
  ["duration", "isDuration"],
  ["uuid", "isUuid"],
  ["uri", "isUri"],
  ["uri-reference", "isUriReference"],
  ["uri-template", "isUriTemplate"],
  ["email", "isEmail"],
  ["hostname", "isHostname"],
  ["ipv4", "isIpv4"],
  ["ipv6", "isIpv6"],
  ["regex", "isRegex"],
  ["json-pointer", "isJsonPointer"],
  ["relative-json-pointer", "isRelativeJsonPointer"],
  ["byte", "isByte"],
]);

const numberFormats: ReadonlyMap<string, NumberFormat> = new Map([
  ["int32", { minimum: -2147483648, maximum: 2147483647 }],
  ["int64", {}],
]);

/** The bounds of a number format such as `int32`, which accepts only integers. */
export type NumberFormat = { readonly minimum?: number; readonly maximum?: number };

/** Formats that validators know and that accept every number or every string. */
const freeFormats: ReadonlySet<string> = new Set(["float", "double", "password", "binary"]);

/** Returns the name of the check for a string format; `undefined` if the format does not restrict strings. */
export function stringFormat(format: string | undefined): string | undefined {
  return format === undefined ? undefined : stringFormats.get(format);
}

/** Returns the bounds of a number format; `undefined` if the format does not restrict numbers. */
export function numberFormat(format: string | undefined): NumberFormat | undefined {
  return format === undefined ? undefined : numberFormats.get(format);
}

/** All formats that validators know. Any other format is an annotation. */
export const knownFormats: readonly string[] = [...stringFormats.keys(), ...numberFormats.keys(), ...freeFormats];
