import { propertyKey } from "../types/print-type.js";
import type { HandledEvent } from "./handler-plan.js";
import { printable } from "../base/printable.js";

/** The formatting of a handler file, which added cases and handlers follow. */
export type Layout = {
  /** The white space before `case`. */
  readonly margin: string;
  /** The white space of one level of indentation. */
  readonly unit: string;
  readonly eol: string;
  readonly quote: '"' | "'";
  readonly hasSemicolons: boolean;
  /** True if the bodies of cases are in braces. */
  readonly hasBraces: boolean;
};

/** Prints `case "x":` with a body that throws "not handled yet". A body that throws fits every return type. */
export function printCase({ name, labels }: HandledEvent, layout: Layout): string {
  const { margin, unit, eol, hasBraces } = layout;
  const shown = labels.map((label) => `${margin}case ${literal(label, layout)}:`).join(eol);
  const body = `${margin}${unit}${notHandled(name, layout)}`;
  return hasBraces ? `${shown} {${eol}${body}${eol}${margin}}` : `${shown}${eol}${body}`;
}

/** Prints a property of a handler map whose body throws "not handled yet", without a comma at its end. */
export function printHandler(name: string, layout: Layout): string {
  const { margin, unit, eol } = layout;
  const key = propertyKey(name);
  return `${margin}${key.startsWith('"') ? literal(name, layout) : key}: (_event) => {${eol}${margin}${unit}${notHandled(name, layout)}${eol}${margin}}`;
}

function notHandled(name: string, layout: Layout): string {
  return `throw new Error(${literal(`event "${name}" is not handled yet`, layout)})${layout.hasSemicolons ? ";" : ""}`;
}

/**
 * Prints a value as TypeScript. A string that contains the file's kind of quotes is printed in the other kind, as
 * formatters do.
 */
function literal(value: string | number | boolean | null, { quote }: Layout): string {
  const text = printable(JSON.stringify(value));
  if (typeof value !== "string" || value.includes("'")) return text;
  return quote === "'" || value.includes('"') ? `'${text.slice(1, -1).replaceAll('\\"', '"')}'` : text;
}
