import { typesOf } from "../schema/facts.js";
import type { Json } from "../base/json.js";
import type { JsonType, Schema } from "../schema/schema.js";
import type { Choices } from "./choices.js";
import { leastChoices } from "./choices.js";

const deepest = 12;
/**
 * The greatest depth of nesting at which a sample has optional properties. Without a limit, samples of recursive
 * schemas would grow without end.
 */
const deepestOptional = 4;
const longestList = 64;

/**
 * Makes values that a schema probably accepts. The sampler ignores `if`, `not` and `pattern`, so the caller has to
 * validate each value.
 */
export class Sampler {
  readonly #choices: Choices;
  readonly #hasOthers: boolean;

  /**
   * @param choices decides what a sample contains. Default: {@link leastChoices}, which leaves out optional properties
   * and always gives the same values.
   * @param hasOthers True to give an enum with `x-open` also values that it does not list. Default: listed values
   * alone.
   */
  constructor(choices: Choices = leastChoices, hasOthers = false) {
    this.#choices = choices;
    this.#hasOthers = hasOthers;
  }

  /** Returns a value that the schema probably accepts, or `undefined` if the sampler finds none. */
  sample(schema: Schema, depth = 0): Json | undefined {
    if (depth > deepest) return undefined;
    const parts = this.#conjuncts(schema);
    const fixed = parts.find(({ constant }) => constant !== undefined)?.constant;
    if (fixed !== undefined) return fixed.value;
    const values = parts.find((part) => part.enum !== undefined)?.enum;
    if (values !== undefined) return values[this.#choices.below(values.length)];
    const allowed = parts.map((part) => typesOf(part));
    const types = new Set([...typesOf(schema)].filter((type) => allowed.every((some) => some.has(type))));
    return this.#ofType(types, parts, depth);
  }

  /**
   * Returns all schemas that a value of the schema has to satisfy: the schema, its parts, and one chosen branch of each
   * union.
   */
  #conjuncts(schema: Schema): Schema[] {
    const found = new Set<Schema>();
    const pending = [schema];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      const inside = [next.ref, ...(next.allOf ?? []), this.#anyOf(next), this.#oneOf(next.oneOf)];
      pending.push(...inside.filter((part) => part !== undefined).toReversed());
    }
    return [...found];
  }

  #anyOf({ anyOf, isOpen }: Schema): Schema | undefined {
    return isOpen === true && !this.#hasOthers ? anyOf?.[0] : this.#oneOf(anyOf);
  }

  #oneOf(branches: readonly Schema[] | undefined): Schema | undefined {
    return branches?.[this.#choices.below(branches.length)];
  }

  #ofType(types: ReadonlySet<JsonType>, parts: readonly Schema[], depth: number): Json | undefined {
    const looksLikeObject = parts.some(({ properties, required }) => properties !== undefined || required !== undefined);
    if (types.has("object") && (looksLikeObject || types.size === 1)) return this.#object(parts, depth);
    if (types.has("string")) return stringIn(parts, this.#choices);
    if (types.has("number")) return numberIn(parts, this.#choices);
    if (types.has("boolean")) return this.#choices.below(2) === 1;
    if (types.has("array")) return this.#array(parts, depth);
    if (types.has("object")) return this.#object(parts, depth);
    return types.has("null") ? null : undefined;
  }

  #object(parts: readonly Schema[], depth: number): Json | undefined {
    const required = new Set(parts.flatMap((part) => part.required ?? []));
    const optional = depth > deepestOptional ? [] : parts.flatMap(({ properties }) => [...(properties?.keys() ?? [])]);
    const members: [string, Json][] = [];
    for (const name of new Set([...required, ...optional])) {
      if (!required.has(name) && !this.#choices.includes()) continue;
      const value = this.#member(parts, name, depth);
      if (value !== undefined) members.push([name, value]);
      else if (required.has(name)) return undefined;
    }
    return Object.fromEntries(members);
  }

  #member(parts: readonly Schema[], name: string, depth: number): Json | undefined {
    const declared = parts.flatMap(({ properties }) => properties?.get(name) ?? []);
    const [only] = declared;
    if (only === undefined) return null;
    const joined = declared.length > 1 ? { ...only, allOf: [...(only.allOf ?? []), ...declared.slice(1)] } : only;
    return this.sample(joined, depth + 1);
  }

  #array(parts: readonly Schema[], depth: number): Json | undefined {
    const least = Math.max(0, ...parts.map(({ minItems = 0 }) => minItems));
    const most = Math.min(least + 3, ...parts.map(({ maxItems = Infinity }) => maxItems));
    if (least > longestList) return undefined;
    const length = depth > deepestOptional ? least : least + this.#choices.below(Math.max(0, most - least) + 1);
    const items = Array.from({ length }, (_, index) => {
      const item = parts.map(({ prefixItems, items: rest }) => prefixItems?.[index] ?? rest).find((schema) => schema !== undefined);
      return item === undefined ? null : this.sample(item, depth + 1);
    });
    return items.every((item) => item !== undefined) ? items : undefined;
  }
}

const longestString = 64;
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

/**
 * Returns a string for the schemas `parts`: a text of the first format among them that the sampler knows, else a word
 * whose length all of them allow.
 */
export function stringIn(parts: readonly Schema[], choices: Choices): string | undefined {
  const format = parts.find((part) => part.format !== undefined)?.format;
  const sample = format === undefined || !Object.hasOwn(formatSamples, format) ? undefined : formatSamples[format];
  if (sample !== undefined) return sample(choices);
  const least = Math.max(0, ...parts.map(({ minLength = 0 }) => minLength));
  const most = Math.min(...parts.map(({ maxLength = Infinity }) => maxLength));
  if (least > longestString) return undefined;
  const text = choices.includes() ? word(choices) : "";
  return text.padEnd(least, "a").slice(0, most);
}

/** The largest distance of a sampled number from its lower bound. */
const reach = 100;

/**
 * Returns a number for the schemas `parts`: within the bounds of all of them, and a multiple of their `multipleOf`. It is a whole
 * number if the bounds allow one.
 */
export function numberIn(parts: readonly Schema[], choices: Choices): number {
  const least = boundOf(parts, "minimum", "exclusiveMinimum", 1);
  const most = boundOf(parts, "maximum", "exclusiveMaximum", -1);
  const step = parts.find(({ multipleOf }) => multipleOf !== undefined)?.multipleOf ?? 1;
  const low = least.length > 0 ? Math.ceil(Math.max(...least)) : Math.min(0, ...most.map(Math.floor));
  const high = Math.min(low + reach, ...most.map(Math.floor));
  const first = Math.ceil(low / step) * step;
  if (first > Math.min(...most)) return fractionIn(parts, choices);
  return first + step * choices.below(Math.max(0, Math.floor((high - first) / step)) + 1);
}

/** Returns a number between two bounds that have no whole number between them. */
function fractionIn(parts: readonly Schema[], choices: Choices): number {
  const low = Math.max(...boundOf(parts, "minimum", "exclusiveMinimum", 0));
  const high = Math.min(...boundOf(parts, "maximum", "exclusiveMaximum", 0));
  const step = parts.find(({ multipleOf }) => multipleOf !== undefined)?.multipleOf;
  if (step !== undefined) return (Math.floor(low / step) + 1) * step;
  return low + ((high - low) * (1 + choices.below(9))) / 10;
}

function boundOf(
  parts: readonly Schema[],
  inclusive: "minimum" | "maximum",
  exclusive: "exclusiveMinimum" | "exclusiveMaximum",
  step: number,
): number[] {
  return parts.flatMap((part) => {
    const [bound, open] = [part[inclusive], part[exclusive]];
    return [...(bound === undefined ? [] : [bound]), ...(open === undefined ? [] : [open + step])];
  });
}
