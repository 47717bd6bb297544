import { propertyKey } from "../types/property-key.js";
import type { HandledEvent } from "./handler-plan.js";

/** How a file is written, so that an addition looks like the rest. */
export type Layout = {
  /** What stands before `case`. */
  readonly margin: string;
  /** One step of indentation. */
  readonly unit: string;
  readonly eol: string;
  readonly quote: '"' | "'";
  readonly hasSemicolons: boolean;
  /** True where each case has its body in braces. */
  readonly hasBraces: boolean;
};

/** `case "x":` with a body that says that nobody wrote it yet. It throws, so it fits any return type. */
export function printCase({ name, labels }: HandledEvent, layout: Layout): string {
  const { margin, unit, eol, hasBraces } = layout;
  const shown = labels.map((label) => `${margin}case ${literal(label, layout)}:`).join(eol);
  const body = `${margin}${unit}${notHandled(name, layout)}`;
  return hasBraces ? `${shown} {${eol}${body}${eol}${margin}}` : `${shown}${eol}${body}`;
}

/** A property of a handler map with such a body, without the comma behind it. */
export function printHandler(name: string, layout: Layout): string {
  const { margin, unit, eol } = layout;
  const key = propertyKey(name);
  return `${margin}${key.startsWith('"') ? literal(name, layout) : key}: (_event) => {${eol}${margin}${unit}${notHandled(name, layout)}${eol}${margin}}`;
}

function notHandled(name: string, layout: Layout): string {
  return `throw new Error(${literal(`event "${name}" is not handled yet`, layout)})${layout.hasSemicolons ? ";" : ""}`;
}

/** A quote inside a string decides for the other kind, as formatters do. */
function literal(value: string | number | boolean | null, { quote }: Layout): string {
  const text = JSON.stringify(value);
  if (typeof value !== "string" || value.includes("'")) return text;
  return quote === "'" || value.includes('"') ? `'${text.slice(1, -1).replaceAll('\\"', '"')}'` : text;
}
