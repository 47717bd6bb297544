import type { Random } from "./random.js";
import type { JsonSchema } from "./random-schema.js";

type Keywords = { readonly [key: string]: unknown };

const schemaMaps = new Set(["properties", "patternProperties", "dependentSchemas"]);
const unorderedLists = new Set(["allOf", "anyOf", "oneOf"]);
const schemaWords = new Set([
  "items",
  "contains",
  "not",
  "if",
  "then",
  "else",
  "propertyNames",
  "additionalProperties",
  "unevaluatedProperties",
  "unevaluatedItems",
]);

/**
 * Returns a schema with the same meaning: definitions renamed and inlined, `allOf` around parts, other annotations,
 * and another order of everything whose order does not matter.
 *
 * @param schema A schema whose definitions all stand at its top, under `$defs`.
 */
export function refactorSchema(random: Random, schema: JsonSchema): JsonSchema {
  if (typeof schema === "boolean") return schema;
  const { $defs = {}, ...body } = schema;
  const definitions = $defs as Readonly<Record<string, JsonSchema>>;
  const refactoring = new Refactoring(random, definitions);
  const renamed = Object.entries(definitions).map(([name, value]) => [newName(name), refactoring.schema(value)] as const);
  return { ...refactoring.keywords(body), $defs: Object.fromEntries(shuffled(random, renamed)) };
}

class Refactoring {
  readonly #random: Random;
  readonly #definitions: Readonly<Record<string, JsonSchema>>;
  /** The number of inlinings that are left. It is limited, because definitions that refer to themselves several times would grow without end. */
  #inlinings = 30;

  constructor(random: Random, definitions: Readonly<Record<string, JsonSchema>>) {
    this.#random = random;
    this.#definitions = definitions;
  }

  schema(schema: JsonSchema): JsonSchema {
    if (typeof schema === "boolean") return schema;
    const target = this.#inlined(schema);
    if (target !== undefined) return this.schema(target);
    const plain = this.keywords(schema);
    if (this.#random.chance(0.15)) return { description: "Wrapped.", allOf: [plain] };
    return this.#random.chance(0.05) ? { allOf: [true, plain] } : plain;
  }

  keywords(schema: Keywords): Keywords {
    // The two branches of an enumeration with `x-open` have an order.
    const isOpen = schema["x-open"] === true;
    const entries = Object.entries(schema).map(([key, value]) => [key, isOpen ? value : this.#value(key, value)] as const);
    return Object.fromEntries(shuffled(this.#random, [...entries, ...this.#notes()]));
  }

  /** Returns the definition of a bare reference, for some of the references. Returns `undefined` for all other schemas. */
  #inlined(schema: Keywords): JsonSchema | undefined {
    const { $ref } = schema;
    if (typeof $ref !== "string" || Object.keys(schema).length > 1 || !this.#random.chance(0.3)) return undefined;
    if (this.#inlinings === 0) return undefined;
    this.#inlinings -= 1;
    return this.#definitions[$ref.replace("#/$defs/", "")];
  }

  #value(key: string, value: unknown): unknown {
    const random = this.#random;
    if (key === "$ref") return `#/$defs/${newName(String(value).replace("#/$defs/", ""))}`;
    if (schemaWords.has(key)) return this.schema(value as JsonSchema);
    if (key === "prefixItems") return (value as JsonSchema[]).map((child) => this.schema(child));
    if (unorderedLists.has(key))
      return shuffled(
        random,
        (value as JsonSchema[]).map((child) => this.schema(child)),
      );
    if (["enum", "required", "type"].includes(key) && Array.isArray(value)) return shuffled(random, value);
    if (!schemaMaps.has(key)) return value;
    const entries = Object.entries(value as Record<string, JsonSchema>).map(([name, child]) => [name, this.schema(child)] as const);
    return Object.fromEntries(shuffled(random, entries));
  }

  #notes(): (readonly [string, unknown])[] {
    const notes: readonly (readonly [string, unknown])[] = [
      ["title", "Other words"],
      ["description", "Says the same."],
      ["default", null],
      ["examples", [1, "a"]],
      ["deprecated", true],
    ];
    return this.#random.chance(0.3) ? [this.#random.pick(notes)] : [];
  }
}

function newName(name: string): string {
  return `renamed_${name}`;
}

function shuffled<Item>(random: Random, items: readonly Item[]): Item[] {
  const left = [...items];
  return items.flatMap(() => left.splice(random.below(left.length), 1));
}
