/** Whether formats are checked, or only noted as JSON Schema does by default. */
export type FormatMode = "assert" | "annotate";

/** The format checks of `@dagwire/runtime/codegen/v1`, by format. Other formats are annotations. */
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

/** What a format for numbers asks for: an integer within bounds. */
export type NumberFormat = { readonly minimum?: number; readonly maximum?: number };

/** Formats that accept every value of their type. */
const freeFormats: ReadonlySet<string> = new Set(["float", "double", "password", "binary"]);

/** Name of the check for a string format; `undefined` where strings are not checked. */
export function stringFormat(format: string | undefined): string | undefined {
  return format === undefined ? undefined : stringFormats.get(format);
}

/** The check of a number format; `undefined` where numbers are not checked. */
export function numberFormat(format: string | undefined): NumberFormat | undefined {
  return format === undefined ? undefined : numberFormats.get(format);
}

/** Every format that validators know; any other is an annotation. */
export const knownFormats: readonly string[] = [...stringFormats.keys(), ...numberFormats.keys(), ...freeFormats];
