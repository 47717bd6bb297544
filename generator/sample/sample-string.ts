import type { Schema } from "../schema/schema.js";
import type { Choices } from "./choices.js";

const longest = 64;
const words = ["alpha", "build", "cache", "deploy", "engine", "fetch", "graph", "index", "parse", "report", "stage", "verify"];

const digits = (count: number, choices: Choices): string => Array.from({ length: count }, () => choices.below(10)).join("");

const formatSamples: Readonly<Record<string, (choices: Choices) => string>> = {
  "date-time": (choices) => `2024-01-01T00:${digits(1, choices).padStart(2, "0")}:${digits(1, choices).padStart(2, "0")}Z`,
  date: (choices) => `2024-01-0${1 + choices.below(9)}`,
  time: (choices) => `00:00:0${choices.below(10)}Z`,
  duration: (choices) => `P${1 + choices.below(9)}D`,
  uuid: (choices) => `00000000-0000-4000-8000-${digits(12, choices)}`,
  uri: (choices) => `https://example.org/${choices.below(2) === 0 ? "" : word(choices)}`,
  "uri-reference": (choices) => `/${word(choices)}`,
  email: (choices) => `${choices.below(2) === 0 ? "a" : word(choices)}@example.org`,
  hostname: () => "example.org",
  ipv4: (choices) => `192.0.2.${1 + choices.below(254)}`,
  ipv6: (choices) => `2001:db8::${1 + choices.below(9)}`,
  "json-pointer": (choices) => `/${word(choices)}`,
};

function word(choices: Choices): string {
  return words[choices.below(words.length)] ?? "";
}

/** Returns a string of the first known format, else a word of a length that all parts allow. */
export function stringIn(parts: readonly Schema[], choices: Choices): string | undefined {
  const format = parts.find((part) => part.format !== undefined)?.format;
  const sample = format === undefined || !Object.hasOwn(formatSamples, format) ? undefined : formatSamples[format];
  if (sample !== undefined) return sample(choices);
  const least = Math.max(0, ...parts.map(({ minLength = 0 }) => minLength));
  const most = Math.min(...parts.map(({ maxLength = Infinity }) => maxLength));
  if (least > longest) return undefined;
  const text = choices.includes() ? word(choices) : "";
  return text.padEnd(least, "a").slice(0, most);
}
