import { pointerTokens } from "../../base/pointer.js";
import type { Json } from "../../base/json.js";
import type { JsonType } from "../../schema/schema.js";

const longest = 80;

/**
 * Returns the words for a field in a sentence: `"status"` for a field of the message, a JSON Pointer for a deeper
 * field, and `the message` for the whole message.
 */
export function named(path: string): string {
  const tokens = pointerTokens(path);
  const [first] = tokens;
  if (first === undefined) return "the message";
  return tokens.length === 1 && first !== "*" ? JSON.stringify(first) : path;
}

/** Returns the words for a field with one of its values, such as `status "skipped"`. */
export function valueAt(path: string, value: Json): string {
  const tokens = pointerTokens(path);
  const [first] = tokens;
  const shown = shownValue(value);
  if (first === undefined) return shown;
  const isWord = tokens.length === 1 && /^[A-Za-z_]\w*$/.test(first);
  return `${isWord ? first : named(path)} ${shown}`;
}

/** Returns a value as JSON, cut after 80 characters. */
export function shownValue(value: Json): string {
  return shorten(JSON.stringify(value));
}

/** Returns several values as JSON in one text, cut after 80 characters. */
export function shownValues(values: readonly Json[]): string {
  return shorten(values.map((value) => JSON.stringify(value)).join(" | "));
}

/** Returns types in words, such as `a string or a number`. */
export function shownTypes(types: readonly JsonType[]): string {
  if (types.length === 0) return "null";
  const words = types.map((type) => articles[type]);
  const last = words.at(-1) ?? "";
  return words.length === 1 ? last : `${words.slice(0, -1).join(", ")} or ${last}`;
}

const articles: Readonly<Record<JsonType, string>> = {
  null: "null",
  boolean: "a boolean",
  object: "an object",
  array: "a list",
  number: "a number",
  integer: "a whole number",
  string: "a string",
};

/** Cuts a text after 80 characters. */
export function shorten(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
