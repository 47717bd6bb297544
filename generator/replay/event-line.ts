import type { Paint } from "../diagnostics/format-text.js";
import { printable, printableLine } from "../base/printable.js";

const mostFieldCharacters = 60;

/** Returns one line of text for an event: its time of arrival, name and fields. */
export function eventLine(name: string, event: unknown, at: Date, discriminators: readonly string[], paint: Paint): string {
  const time = at.toISOString().slice(11, 23);
  return `${paint("dim", time)}  ${paint("bold", name)}${fields(event, discriminators)}`;
}

function fields(event: unknown, discriminators: readonly string[]): string {
  if (typeof event !== "object" || event === null || Array.isArray(event)) return `  ${cut(printable(JSON.stringify(event)))}`;
  return Object.entries(event)
    .filter(([key]) => !discriminators.includes(`/${key}`))
    .map(([key, value]) => `  ${printableLine(key)}=${cut(printable(JSON.stringify(value)))}`)
    .join("");
}

function cut(text: string): string {
  return text.length <= mostFieldCharacters ? text : `${text.slice(0, mostFieldCharacters - 1)}…`;
}
