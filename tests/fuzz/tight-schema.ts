import type { Random } from "./random.js";
import type { JsonSchema } from "./random-schema.js";

/** The kinds of values that {@link tightSchema} constrains. */
export const families = ["string", "number", "object", "array"] as const;

/** One of {@link families}. */
export type Family = (typeof families)[number];

type Keywords = { readonly [key: string]: unknown };

const patterns = ["^a", "b$", "^[ab]+$", "^(?!a)", "a.b", "^.{2}$", "^(aa|b)*$", "\\ba", "[^a]", "(?<=a)b", "^a?b?$", "^$"];
const texts = ["", "a", "b", "ab", "ba", "aa", "aab", "abb", "a b", "c", "abab", "😀", "1"];
// "" is left out, because ajv 8.20 treats it as present if it is required.
const keys = ["a", "b", "ab", "aa", "c"];
const items = [0, 1, 2, "a", true, null] as const;

/**
 * Returns a schema for one kind of value with keywords that interact: small domains, counts, and patterns that overlap.
 * Most answers depend on more than one keyword.
 */
export function tightSchema(random: Random, family: Family): JsonSchema {
  const own = (): Keywords => keywordsOf(random, family);
  const schema = { type: family, ...own() };
  const more = (): Keywords => ({ ...own(), ...(random.chance(0.3) ? own() : {}) });
  return random.pick<() => JsonSchema>([
    () => schema,
    () => ({ ...schema, ...own() }),
    () => ({ ...schema, ...own(), ...own() }),
    () => ({ ...schema, not: more() }),
    () => ({ ...schema, anyOf: [more(), more()] }),
    () => ({ ...schema, oneOf: [more(), more()] }),
    () => ({ ...schema, allOf: [more(), { not: more() }] }),
    () => ({ ...schema, if: more(), then: more(), else: more() }),
  ])();
}

/** Returns a value of the family, made from the same few parts. */
export function tightValue(random: Random, family: Family): unknown {
  switch (family) {
    case "string":
      return random.chance(0.6) ? random.pick(texts) : random.list(random.below(5), () => random.pick(["a", "b", "c", " "])).join("");
    case "number":
      return random.pick([0, 1, 2, 3, 4, 5, 6, -1, -2, 0.5, 1.5, 2.5, 0.1, 0.3, 0.01, 1e21, 12, 1.05]);
    case "object":
      return Object.fromEntries(random.list(random.below(4), () => [random.pick([...keys, "bb", "d"]), random.pick(items)]));
    case "array":
      return random.list(random.below(5), () => random.pick(items));
  }
}

function keywordsOf(random: Random, family: Family): Keywords {
  switch (family) {
    case "string":
      return stringKeywords(random);
    case "number":
      return numberKeywords(random);
    case "object":
      return random.chance(0.2) ? inBranches(random, "unevaluatedProperties", memberKeywords) : memberKeywords(random);
    case "array":
      return random.chance(0.2) ? inBranches(random, "unevaluatedItems", itemKeywords) : itemKeywords(random);
  }
}

function stringKeywords(random: Random): Keywords {
  return random.pick<() => Keywords>([
    () => ({ pattern: random.pick(patterns) }),
    () => ({ pattern: random.pick(patterns) }),
    () => ({ minLength: random.below(4) }),
    () => ({ maxLength: random.below(4) }),
    () => ({ enum: [...new Set(random.list(1 + random.below(5), () => random.pick(texts)))] }),
    () => ({ format: random.pick(["date", "uuid", "ipv4", "date-time", "json-pointer"]) }),
  ])();
}

function numberKeywords(random: Random): Keywords {
  return random.pick<() => Keywords>([
    () => ({ multipleOf: random.pick([1, 2, 3, 6, 0.5, 0.1, 0.01, 1.5]) }),
    () => ({ minimum: random.pick([-2, 0, 0.5, 1, 2]) }),
    () => ({ maximum: random.pick([0, 1, 2, 2.5, 6]) }),
    () => ({ exclusiveMinimum: random.pick([-1, 0, 1]) }),
    () => ({ exclusiveMaximum: random.pick([1, 2, 3]) }),
    () => ({ enum: [...new Set(random.list(1 + random.below(4), () => random.pick([0, 1, 2, 3, 0.5, 2.5])))] }),
    () => ({ type: "integer" }),
  ])();
}

/** Returns a schema for members, items or keys. */
function small(random: Random): JsonSchema {
  return random.pick<() => JsonSchema>([
    () => random.chance(0.4),
    () => ({ enum: [...new Set(random.list(1 + random.below(3), () => random.pick(items)))] }),
    () => ({ type: random.pick(["boolean", "string", "integer", "null"]) }),
    () => ({ not: { const: random.pick(items) } }),
    () => ({ type: "integer", minimum: 0, maximum: random.below(3) }),
  ])();
}

function memberKeywords(random: Random): Keywords {
  const some = (names: readonly string[], count: number): Keywords =>
    Object.fromEntries(random.list(1 + random.below(count), () => [random.pick(names), small(random)]));
  return random.pick<() => Keywords>([
    () => ({ properties: some(keys, 3) }),
    () => ({ properties: some(keys, 3), additionalProperties: random.chance(0.6) ? false : small(random) }),
    () => ({
      properties: some(keys, 2),
      patternProperties: some(patterns, 2),
      additionalProperties: random.chance(0.7) ? false : small(random),
    }),
    () => ({ patternProperties: some(patterns, 2) }),
    () => ({ required: [...new Set(random.list(1 + random.below(2), () => random.pick(keys)))] }),
    () => ({ propertyNames: random.chance(0.5) ? stringKeywords(random) : { enum: ["a", "b"] } }),
    () => ({ minProperties: random.below(4) }),
    () => ({ maxProperties: random.below(4) }),
    () => ({ dependentRequired: { [random.pick(keys)]: [random.pick(keys)] } }),
    () => ({ dependentSchemas: { [random.pick(keys)]: { required: [random.pick(keys)] } } }),
  ])();
}

function itemKeywords(random: Random): Keywords {
  const counts = (): Keywords => ({
    ...(random.chance(0.5) && { minContains: random.below(4) }),
    ...(random.chance(0.5) && { maxContains: random.below(3) }),
  });
  return random.pick<() => Keywords>([
    () => ({ items: small(random) }),
    () => ({ prefixItems: random.list(1 + random.below(2), () => small(random)), ...(random.chance(0.5) && { items: small(random) }) }),
    () => ({ contains: small(random), ...counts() }),
    () => ({ contains: small(random), ...counts() }),
    () => ({ uniqueItems: true }),
    () => ({ minItems: random.below(4) }),
    () => ({ maxItems: random.below(4) }),
  ])();
}

function inBranches(random: Random, keyword: string, keywords: (random: Random) => Keywords): Keywords {
  return {
    ...keywords(random),
    [random.pick(["anyOf", "oneOf", "allOf"])]: [keywords(random), keywords(random)],
    [keyword]: random.chance(0.7) ? false : small(random),
  };
}
