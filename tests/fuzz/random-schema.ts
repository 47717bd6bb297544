import type { Random } from "./random.js";

/** A JSON Schema as a JSON value. */
export type JsonSchema = boolean | { readonly [key: string]: unknown };

// Names of Object.prototype are left out, because ajv treats them as present and its comparison throws on them.
const names = ["a", "b", "c", "type", "x-1", "else"];
const texts = ["", "a", "ab", "abc", "😀", "a😀b", "type", "2024-02-29T10:00:00Z", "12:00:00Z"];
const numbers = [-3, -1, 0, 1, 2, 3, 2.5, 1e3];
const patterns = ["^a", "b$", "^[a-c]+$", "^x-"];
const formats = ["date-time", "date", "uuid", "ipv4", "email", "uri", "time", "int32", "made-up"];

/** Returns a random schema of 2020-12 with definitions `d0` and `d1`, which may be recursive. */
export function randomSchema(random: Random): JsonSchema {
  const maker = new SchemaMaker(random);
  return { ...maker.object(3), $defs: { d0: maker.structure(2), d1: maker.structure(2) } };
}

/** Returns a random value that depends on no schema. */
export function randomValue(random: Random, depth = 3): unknown {
  switch (random.below(depth > 0 ? 8 : 5)) {
    case 0:
      return random.pick([null, true, false]);
    case 1:
    case 2:
      return random.pick(texts);
    case 3:
    case 4:
      return random.pick(numbers);
    case 5:
      return random.list(random.below(4), () => randomValue(random, depth - 1));
    default:
      return Object.fromEntries(random.list(random.below(4), () => [random.pick(names), randomValue(random, depth - 1)]));
  }
}

class SchemaMaker {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  any(depth: number): JsonSchema {
    const random = this.#random;
    if (random.chance(0.06)) return random.chance(0.5);
    if (random.chance(0.1)) return { $ref: random.pick(["#/$defs/d0", "#/$defs/d1"]) };
    if (random.chance(0.05)) return openEnum(random);
    return depth > 0
      ? this.object(depth)
      : { ...this.#type(), ...random.pick([() => this.#kind(), () => this.#string(), () => this.#number()])() };
  }

  object(depth: number): { readonly [key: string]: unknown } {
    const groups = [
      () => this.#kind(),
      () => this.#string(),
      () => this.#number(),
      () => this.#members(depth - 1),
      () => this.#members(depth - 1),
      () => this.#items(depth - 1),
      () => this.#applicators(depth - 1),
      () => this.#conditional(depth - 1),
      () => this.#unevaluated(depth - 1),
    ];
    const chosen = this.#random.list(1 + this.#random.below(3), () => this.#random.pick(groups)());
    const type = this.#random.chance(0.5) ? this.#type() : {};
    const { contains, ...made } = Object.assign({}, type, ...chosen) as Record<string, unknown>;
    // "contains" beside "prefixItems" is left out, because ajv 8.20 accepts [] there although no item matches.
    return contains === undefined || made["prefixItems"] !== undefined ? made : { ...made, contains };
  }

  /** Returns a definition. No keyword of it applies a schema to the same value, so a reference to it always ends. */
  structure(depth: number): JsonSchema {
    const random = this.#random;
    const { dependentSchemas: _inPlace, ...members } = this.#members(depth - 1) as Record<string, unknown>;
    return { ...this.#type(), ...random.pick([() => members, () => this.#items(depth - 1), () => this.#string()])() };
  }

  #type(): object {
    const random = this.#random;
    const all = ["null", "boolean", "object", "array", "number", "integer", "string"];
    if (random.chance(0.8)) return { type: random.pick(["object", "object", "array", "string", "number", "integer", "boolean", "null"]) };
    return { type: [...new Set(random.list(2, () => random.pick(all)))] };
  }

  #kind(): object {
    const random = this.#random;
    if (random.chance(0.3)) return { const: randomValue(random, 1) };
    if (random.chance(0.1)) return { enum: Array.from({ length: 15 }, (_, index) => `v${index}`) };
    return { enum: unique(random.list(1 + random.below(4), () => randomValue(random, 1))) };
  }

  #string(): object {
    const random = this.#random;
    return random.pick<() => object>([
      () => ({ minLength: random.below(4) }),
      () => ({ maxLength: random.below(4) }),
      () => ({ minLength: 1, maxLength: 1 + random.below(3) }),
      () => ({ pattern: random.pick(patterns) }),
      () => ({ format: random.pick(formats) }),
    ])();
  }

  #number(): object {
    const random = this.#random;
    // Fractions as multipleOf are left out, because ajv divides in binary: for it 4.35 is no multiple of 0.01.
    return random.pick<() => object>([
      () => ({ minimum: random.pick(numbers) }),
      () => ({ maximum: random.pick(numbers) }),
      () => ({ exclusiveMinimum: random.pick(numbers) }),
      () => ({ exclusiveMaximum: random.pick(numbers), minimum: -2 }),
      () => ({ multipleOf: 1 + random.below(3) }),
    ])();
  }

  #members(depth: number): object {
    const random = this.#random;
    const made: Record<string, unknown> = {};
    if (random.chance(0.8)) made["properties"] = this.#map(names, 1 + random.below(3), depth);
    if (random.chance(0.5)) made["required"] = unique(random.list(1 + random.below(2), () => random.pick(names)));
    if (random.chance(0.35)) made["additionalProperties"] = random.chance(0.6) ? false : this.any(depth);
    if (random.chance(0.15)) made["patternProperties"] = this.#map(patterns, 1, depth);
    if (random.chance(0.1)) made["propertyNames"] = this.any(0);
    if (random.chance(0.1)) made["minProperties"] = random.below(3);
    if (random.chance(0.1)) made["maxProperties"] = random.below(3);
    if (random.chance(0.1)) made["dependentRequired"] = { [random.pick(names)]: [random.pick(names)] };
    if (random.chance(0.1)) made["dependentSchemas"] = this.#map(names, 1, depth);
    return made;
  }

  #items(depth: number): object {
    const random = this.#random;
    const made: Record<string, unknown> = {};
    if (random.chance(0.6)) made["items"] = this.any(depth);
    if (random.chance(0.3)) made["prefixItems"] = random.list(1 + random.below(2), () => this.any(depth));
    if (random.chance(0.2)) made["minItems"] = random.below(3);
    if (random.chance(0.2)) made["maxItems"] = random.below(3);
    if (random.chance(0.2)) made["uniqueItems"] = true;
    if (random.chance(0.3) && made["prefixItems"] === undefined) this.#contains(made, depth);
    return made;
  }

  #contains(made: Record<string, unknown>, depth: number): void {
    const random = this.#random;
    made["contains"] = this.any(depth);
    if (random.chance(0.3)) made["minContains"] = random.below(3);
    if (random.chance(0.3)) made["maxContains"] = 1 + random.below(2);
  }

  #applicators(depth: number): object {
    const random = this.#random;
    if (depth <= 0) return {};
    const several = (): JsonSchema[] => random.list(1 + random.below(3), () => this.any(depth));
    return random.pick<() => object>([
      () => ({ allOf: several() }),
      () => ({ anyOf: several() }),
      () => ({ oneOf: several() }),
      () => ({ oneOf: this.#tagged(depth) }),
      () => ({ oneOf: this.#tagged(depth), ...this.#choice("type", ["a", "ab", "abc"], depth) }),
      () => ({ not: this.any(depth) }),
      () => ({ if: this.any(depth), then: this.any(depth), else: this.any(depth) }),
    ])();
  }

  /** Returns an object whose members depend on the value of one of them. */
  #conditional(depth: number): object {
    const random = this.#random;
    if (depth <= 0) return {};
    const name = random.pick(names);
    const values = random.pick<readonly unknown[]>([
      ["a", "ab", "abc"],
      [true, false],
      ["a", null, 1],
    ]);
    const choices = random.list(1 + random.below(2), () => this.#choice(name, values, depth));
    const made = this.#members(depth) as { readonly properties?: object; readonly required?: readonly string[] };
    return {
      type: "object",
      ...made,
      properties: { ...made.properties, [name]: { enum: values } },
      ...(random.chance(0.5) && { required: unique([...(made.required ?? []), name]) }),
      ...(choices.length === 1 ? choices[0] : { allOf: choices }),
    };
  }

  /** Returns an `if` that compares a member with some of its values. */
  #choice(name: string, values: readonly unknown[], depth: number): object {
    const random = this.#random;
    const compared = random.pick([{ const: random.pick(values) }, { enum: values.slice(1) }]);
    const branch = (): JsonSchema => (random.chance(0.1) ? random.chance(0.5) : (this.#members(depth) as JsonSchema));
    return {
      if: { properties: { [name]: compared }, ...(random.chance(0.7) && { required: [name] }) },
      ...(random.chance(0.8) && { then: branch() }),
      ...(random.chance(0.5) && { else: branch() }),
    };
  }

  /** Returns a union whose branches a constant distinguishes. */
  #tagged(depth: number): JsonSchema[] {
    return ["a", "ab", "abc"].map((tag) => {
      const members = this.#map(["a", "b", "c"], 2, depth);
      return { type: "object", properties: { ...members, type: { const: tag } }, required: ["type"] };
    });
  }

  #unevaluated(depth: number): object {
    const random = this.#random;
    const child = random.chance(0.7) ? false : this.any(depth);
    const base = this.#applicators(depth);
    return random.chance(0.6)
      ? { ...base, ...this.#members(depth), unevaluatedProperties: child }
      : { ...base, ...this.#items(depth), unevaluatedItems: child };
  }

  #map(keys: readonly string[], count: number, depth: number): Record<string, JsonSchema> {
    return Object.fromEntries(this.#random.list(count, () => [this.#random.pick(keys), this.any(depth)]));
  }
}

/** Returns an enumeration that later versions may extend: listed strings, then the strings that may follow. */
function openEnum(random: Random): JsonSchema {
  const values = unique(random.list(1 + random.below(3), () => random.pick(texts)));
  const others = random.pick([{}, { maxLength: 3 }, { minLength: 1 }, { pattern: "^[a-c]+$" }]);
  return { "x-open": true, anyOf: [{ enum: values }, { type: "string", ...others }] };
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
