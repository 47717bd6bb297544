import { typesOf } from "../schema/facts.js";
import type { Json } from "../base/json.js";
import type { JsonType, Schema } from "../schema/schema.js";
import type { Choices } from "./choices.js";
import { leastChoices } from "./choices.js";
import { numberIn } from "./sample-number.js";
import { stringIn } from "./sample-string.js";

const deepest = 12;
/** Below this depth only required properties are made, because recursive schemas would grow without end. */
const deepestOptional = 4;
const longest = 64;

/**
 * Makes values that a schema probably accepts. It ignores conditions, negations and patterns, so the caller has to
 * validate the value.
 */
export class Sampler {
  readonly #choices: Choices;

  /** @param choices Default: {@link leastChoices}, which gives only required properties and always the same values. */
  constructor(choices: Choices = leastChoices) {
    this.#choices = choices;
  }

  /** Returns a value, or `undefined` if no likely value was found. */
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

  /** Returns all schemas that a value has to satisfy, with one chosen branch of each union. */
  #conjuncts(schema: Schema): Schema[] {
    const found = new Set<Schema>();
    const pending = [schema];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      const inside = [next.ref, ...(next.allOf ?? []), this.#oneOf(next.anyOf), this.#oneOf(next.oneOf)];
      pending.push(...inside.filter((part) => part !== undefined).toReversed());
    }
    return [...found];
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
    if (least > longest) return undefined;
    const length = depth > deepestOptional ? least : least + this.#choices.below(Math.max(0, most - least) + 1);
    const items = Array.from({ length }, (_, index) => {
      const item = parts.map(({ prefixItems, items: rest }) => prefixItems?.[index] ?? rest).find((schema) => schema !== undefined);
      return item === undefined ? null : this.sample(item, depth + 1);
    });
    return items.every((item) => item !== undefined) ? items : undefined;
  }
}
