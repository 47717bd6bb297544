const maxShown = 80;
const maxExpected = 240;

/** Returns a value as the text for an issue: JSON cut at 80 characters, or `nothing` if the value is absent. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number") return String(value);
  return cut(safeJson(typeof value === "string" ? cut(value, maxShown) : value), maxShown);
}

/** Joins texts of alternatives with ` | `, as in a TypeScript union. */
export function alternatives(texts: readonly string[]): string {
  return cut(texts.length === 1 ? String(texts[0]) : [...new Set(texts)].join(" | "), maxExpected);
}

/** Returns `1 item`, `2 items` and so on. */
export function plural(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun === "property" ? "properties" : `${noun}s`}`;
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

/** Returns a value as JSON. Never throws: a value that does not come from `JSON.parse` may be circular or may be no JSON. */
function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return typeof value;
  }
}
