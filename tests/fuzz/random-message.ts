import type { Random } from "./random.js";
import type { JsonSchema } from "./random-schema.js";

type Keywords = Record<string, unknown>;

const names = ["a", "b", "c", "kind", "x-1"];
const scalars: readonly Keywords[] = [
  { type: "string" },
  { type: "number" },
  { type: "integer" },
  { type: "boolean" },
  { type: "null" },
  { const: "p" },
  { const: 1 },
  { const: true },
  { enum: ["p", "q"] },
  { enum: ["p", "q", "r"] },
  { enum: ["p", null, 2] },
  { "x-open": true, anyOf: [{ enum: ["p", "q", "r"] }, { type: "string" }] },
  { anyOf: [{ enum: ["p", "q"] }, { type: "string" }] },
  { type: ["string", "null"] },
  { type: ["string", "number"] },
  { type: ["boolean", "integer", "null"] },
];

/** Returns a schema as messages have it: it has types, and some value matches it. Its definitions `d0` and `d1` may be recursive. */
export function randomMessage(random: Random): JsonSchema {
  const maker = new MessageMaker(random);
  return { ...maker.object(3), $defs: { d0: maker.object(2), d1: maker.any(1) } };
}

/** Returns a message's schema that differs in one to three places, like a new version. */
export function evolveMessage(random: Random, schema: JsonSchema): JsonSchema {
  const maker = new MessageMaker(random);
  let evolved = schema;
  for (let count = 1 + random.below(3); count > 0; count -= 1) evolved = maker.evolve(evolved, 0);
  return evolved;
}

class MessageMaker {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  any(depth: number): Keywords {
    const random = this.#random;
    if (depth <= 0 || random.chance(0.4)) return random.pick(scalars);
    const kinds: readonly (() => Keywords)[] = [
      () => this.object(depth),
      () => this.object(depth),
      () => ({ type: "array", items: this.any(depth - 1) }),
      () => this.#tuple(depth),
      () => ({ type: "object", additionalProperties: this.any(depth - 1) }),
      () => this.#tagged(depth),
      () => this.#conditional(depth),
      () => ({ anyOf: [this.any(depth - 1), this.any(depth - 1)] }),
      () => ({ $ref: random.pick(["#/$defs/d0", "#/$defs/d1"]) }),
      () => ({}),
      () => ({ allOf: [this.object(depth), { type: "object", properties: { extra: this.any(0) } }] }),
    ];
    return random.pick(kinds)();
  }

  object(depth: number): Keywords {
    const random = this.#random;
    const properties = Object.fromEntries(random.list(1 + random.below(3), () => [random.pick(names), this.any(depth - 1)]));
    const required = Object.keys(properties).filter((name) => random.chance(0.5) && !("$ref" in (properties[name] ?? {})));
    const closing = random.chance(0.3) ? { additionalProperties: random.chance(0.7) ? false : this.any(0) } : {};
    return { type: "object", properties, required, ...closing };
  }

  #tuple(depth: number): Keywords {
    const random = this.#random;
    const prefixItems = random.list(1 + random.below(2), () => this.any(depth - 1));
    const rest = random.pick<Keywords>([{ items: false }, { items: this.any(0) }, {}]);
    return { type: "array", prefixItems, minItems: random.below(prefixItems.length + 1), ...rest };
  }

  #tagged(depth: number): Keywords {
    const tags = ["text", "tool", "image"].slice(0, 2 + this.#random.below(2));
    return { oneOf: tags.map((tag) => this.#branch(tag, depth)) };
  }

  /** Returns an object whose fields depend on the value of one property. */
  #conditional(depth: number): Keywords {
    const random = this.#random;
    const { properties, required, ...others } = this.object(depth - 1) as { properties: Keywords; required: string[] };
    const values = random.pick<readonly unknown[]>([
      ["text", "tool", "image"],
      [true, false],
      ["text", null, 3],
    ]);
    const isRequired = random.chance(0.6);
    const choices = random.list(1 + random.below(2), () => this.#choice(values, depth));
    return {
      ...others,
      properties: { ...properties, mode: { enum: values } },
      required: isRequired ? [...required, "mode"] : required,
      ...(choices.length === 1 ? choices[0] : { allOf: choices }),
    };
  }

  #choice(values: readonly unknown[], depth: number): Keywords {
    const random = this.#random;
    const mode = random.pick<Keywords>([{ const: random.pick(values) }, { enum: values.slice(1) }]);
    const { type: _type, additionalProperties: _closing, ...fields } = this.object(depth - 1);
    const other = random.chance(0.2) ? false : this.object(0);
    return {
      if: { properties: { mode }, ...(random.chance(0.7) && { required: ["mode"] }) },
      then: fields,
      ...(random.chance(0.5) && { else: other }),
    };
  }

  #branch(tag: string, depth: number): Keywords {
    const { properties, required, ...others } = this.object(depth - 1) as { properties: Keywords; required: string[] };
    return { ...others, properties: { ...properties, kind: { const: tag } }, required: [...new Set([...required, "kind"])] };
  }

  evolve(schema: JsonSchema, depth: number): JsonSchema {
    const random = this.#random;
    if (typeof schema === "boolean") return this.any(1);
    const inside = random.chance(0.6) ? this.#evolveInside(schema, depth) : undefined;
    return inside ?? this.#evolveHere(schema, depth);
  }

  #evolveInside(schema: Keywords, depth: number): JsonSchema | undefined {
    const random = this.#random;
    const keys = Object.keys(schema).filter((key) =>
      ["properties", "items", "oneOf", "anyOf", "allOf", "prefixItems", "$defs", "additionalProperties", "then", "else"].includes(key),
    );
    // A grown open enum compiles in code that imports its type, but not in the programs of the tests, which repeat the type.
    // So an open enum lists every string that another enum here has, and keeps its list.
    if (keys.length === 0 || schema["x-open"] === true) return undefined;
    const key = random.pick(keys);
    const value = schema[key];
    if (Array.isArray(value)) {
      const index = random.below(value.length);
      return { ...schema, [key]: value.map((child: JsonSchema, at) => (at === index ? this.evolve(child, depth + 1) : child)) };
    }
    if (["items", "additionalProperties", "then", "else"].includes(key))
      return { ...schema, [key]: this.evolve(value as JsonSchema, depth + 1) };
    const entries = Object.entries(value as Record<string, JsonSchema>);
    if (entries.length === 0) return undefined;
    const [name, child] = random.pick(entries);
    return { ...schema, [key]: { ...(value as object), [name]: this.evolve(child, depth + 1) } };
  }

  #evolveHere(schema: Keywords, depth: number): JsonSchema {
    const random = this.#random;
    if (schema["type"] === "object") return this.#evolveObject(schema);
    if (Array.isArray(schema["oneOf"])) return this.#evolveUnion(schema, schema["oneOf"]);
    if (Array.isArray(schema["enum"])) return random.pick(scalars.filter((scalar) => "enum" in scalar || "const" in scalar));
    const { $defs } = schema;
    const made = this.any(depth > 2 ? 0 : 1);
    return depth === 0 ? { ...this.object(2), $defs } : made;
  }

  #evolveObject(schema: Keywords): JsonSchema {
    const random = this.#random;
    const properties = (schema["properties"] ?? {}) as Record<string, JsonSchema>;
    const required = (schema["required"] ?? []) as readonly string[];
    const declared = Object.keys(properties);
    const name = random.pick([...declared, ...names]);
    const { [name]: old, ...others } = properties;
    const without = required.filter((one) => one !== name);
    return random.pick<() => JsonSchema>([
      () => ({ ...schema, properties: others, required: without }),
      () => ({
        ...schema,
        properties: { ...properties, [name]: old ?? this.any(1) },
        required: required.includes(name) ? without : [...required, name],
      }),
      () => ({ ...schema, properties: { ...properties, [name]: this.any(1) } }),
      () => ({ ...schema, additionalProperties: random.pick<JsonSchema>([false, true, { type: "string" }]) }),
    ])();
  }

  #evolveUnion(schema: Keywords, branches: readonly JsonSchema[]): JsonSchema {
    const added = this.#branch(this.#random.pick(["video", "audio"]), 2);
    return { ...schema, oneOf: branches.length > 2 && this.#random.chance(0.5) ? branches.slice(1) : [...branches, added] };
  }
}
