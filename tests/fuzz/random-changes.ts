import type { Random } from "./random.js";

/** A JSON Schema that is an object. */
export type Keywords = { readonly [key: string]: unknown };

/** One change of an event's schema. `at` is the place of the changed schema. */
export type SchemaChange = { readonly title: string; readonly at: string; readonly apply: (event: Keywords) => Keywords };

type Path = readonly string[];
type Edit = readonly [title: string, edit: (schema: Keywords) => Keywords];

const text = { type: "string" };

type Kind = { readonly make: () => Keywords; readonly edits: readonly Edit[] };

/** The kinds of fields, each with the changes that a field of this kind can have. */
const kinds: readonly Kind[] = [
  {
    make: () => ({ enum: ["on", "off", "idle"] }),
    edits: [
      ["adds a value", (schema) => ({ ...schema, enum: [...listOf(schema, "enum"), "broken"] })],
      ["adds another value", (schema) => ({ ...schema, enum: [...listOf(schema, "enum"), "lost"] })],
      ["removes a value", (schema) => ({ ...schema, enum: listOf(schema, "enum").filter((value) => value !== "off") })],
      ["removes another value", (schema) => ({ ...schema, enum: listOf(schema, "enum").filter((value) => value !== "idle") })],
      ["adds null", (schema) => ({ ...schema, enum: [...listOf(schema, "enum"), null] })],
    ],
  },
  {
    make: () => ({ type: "string", minLength: 3, maxLength: 6 }),
    edits: [
      ["loosens the lower bound", (schema) => ({ ...schema, minLength: 2 })],
      ["tightens the lower bound", (schema) => ({ ...schema, minLength: 4 })],
      ["loosens the upper bound", (schema) => ({ ...schema, maxLength: 9 })],
      ["tightens the upper bound", (schema) => ({ ...schema, maxLength: 5 })],
      ["adds a pattern", (schema) => ({ ...schema, pattern: "^[a-z]*$" })],
      ["adds null", (schema) => ({ ...schema, type: ["string", "null"] })],
      ["becomes a number", () => ({ type: "number" })],
      ["becomes a list", () => ({ type: "array", items: text })],
    ],
  },
  {
    make: () => ({ type: "string", pattern: "^[a-m]+$" }),
    edits: [
      ["has another pattern", (schema) => ({ ...schema, pattern: "^[a-z]+$" })],
      ["has no pattern", ({ pattern: _gone, ...schema }) => schema],
      ["adds a bound", (schema) => ({ ...schema, maxLength: 8 })],
    ],
  },
  {
    make: () => ({ type: "integer", minimum: 0, maximum: 100 }),
    edits: [
      ["loosens the lower bound", (schema) => ({ ...schema, minimum: -1 })],
      ["tightens the lower bound", (schema) => ({ ...schema, minimum: 1 })],
      ["loosens the upper bound", (schema) => ({ ...schema, maximum: 101 })],
      ["tightens the upper bound", (schema) => ({ ...schema, maximum: 99 })],
      ["becomes a number", (schema) => ({ ...schema, type: "number" })],
      ["adds a type", (schema) => ({ ...schema, type: ["integer", "string"] })],
    ],
  },
  { make: () => ({ const: "fixed" }), edits: [["has another constant", () => ({ const: "other" })]] },
  {
    make: () => ({ "x-open": true, anyOf: [{ enum: ["low", "high"] }, { type: "string", maxLength: 32 }] }),
    edits: [
      ["closes the enumeration", () => ({ enum: ["low", "high"] })],
      ["adds a listed value", (schema) => ({ ...schema, anyOf: [{ enum: ["low", "high", "top"] }, { type: "string", maxLength: 32 }] })],
    ],
  },
  {
    make: () => ({ type: "array", items: text, minItems: 1, maxItems: 3 }),
    edits: [
      ["may be empty", (schema) => ({ ...schema, minItems: 0 })],
      ["may have more items", (schema) => ({ ...schema, maxItems: 4 })],
      ["has fewer items", (schema) => ({ ...schema, maxItems: 2 })],
      ["has other items", (schema) => ({ ...schema, items: { type: "integer" } })],
    ],
  },
  {
    make: () => ({ type: "array", prefixItems: [text, { type: "integer" }], items: false, minItems: 2 }),
    edits: [["has one more item", (schema) => ({ ...schema, prefixItems: [...listOf(schema, "prefixItems"), text] })]],
  },
];

/** The changes that an object with fields can have. */
const objectEdits: readonly Edit[] = [
  ["adds an optional field", (schema) => withField(schema, "more", text)],
  ["adds another optional field", (schema) => withField(schema, "extra", { type: "integer" })],
  ["adds a required field", (schema) => ({ ...withField(schema, "needed", text), required: [...listOf(schema, "required"), "needed"] })],
];

/** An event with fields of random kinds at random places, and the changes that it can have. */
export type ChangingEvent = { readonly event: Keywords; readonly changes: readonly SchemaChange[] };

/**
 * Returns an event with fields at the top, in items of a list, values of a map, a shared definition and an `allOf`. It also has
 * a union of unions and a map with patterns of names.
 */
export function changingEvent(random: Random): ChangingEvent {
  return new EventMaker(random).event();
}

class EventMaker {
  readonly #random: Random;
  readonly #changes: SchemaChange[] = [];
  /** The kind of all fields; `undefined` if each field has a kind of its own. */
  #only: Kind | undefined;

  constructor(random: Random) {
    this.#random = random;
  }

  event(): ChangingEvent {
    const event = this.#object([], "state", {
      list: { type: "array", items: this.#object(["properties", "list", "items"]) },
      map: { type: "object", additionalProperties: this.#object(["properties", "map", "additionalProperties"]) },
      one: { $ref: "#/$defs/shared" },
      two: { $ref: "#/$defs/shared" },
      union: this.#union(["properties", "union"], 2),
      // The same changes can be made for both patterns and for all other names, at one path of the message.
      names: {
        type: "object",
        patternProperties: Object.fromEntries(
          this.#alike(["^a", "^b"], (pattern) => this.#object(["properties", "names", "patternProperties", pattern])),
        ),
        additionalProperties: this.#object(["properties", "names", "additionalProperties"]),
      },
    });
    const shared = this.#object(["$defs", "shared"]);
    const part = this.#object(["allOf", "0"], undefined, {}, "part_");
    this.#edit(["properties", "union"], "adds a branch", (union) => ({
      ...union,
      oneOf: [...listOf(union, "oneOf"), { type: "object", properties: { type: { const: "c" }, x: text }, required: ["type", "x"] }],
    }));
    this.#edit(["properties", "union"], "removes a branch", (union) => ({ ...union, oneOf: listOf(union, "oneOf").slice(0, 1) }));
    return { event: { ...event, allOf: [part], $defs: { shared } }, changes: this.#changes };
  }

  /** Returns a union of two objects with a tag. Branches often have equal fields, and may have a union inside. */
  #union(path: Path, depth: number): Keywords {
    const branches = this.#alike(["a", "b"], (tag, index) => {
      const at = [...path, "oneOf", String(index)];
      const inner = depth > 1 ? { inner: this.#union([...at, "properties", "inner"], depth - 1) } : {};
      return this.#object(at, tag, inner);
    });
    return { oneOf: branches.map(([, branch]) => branch) };
  }

  /** Makes a schema for each key. The schemas often have equal fields, so that both can have equal changes. */
  #alike(keys: readonly string[], make: (key: string, index: number) => Keywords): [string, Keywords][] {
    const only = this.#random.chance(0.7) ? this.#random.pick(kinds) : undefined;
    return keys.map((key, index) => {
      const before = this.#only;
      this.#only = only;
      const made = make(key, index);
      this.#only = before;
      return [key, made];
    });
  }

  /** Returns an object with a field or two, and notes the changes that it can have. */
  #object(path: Path, tag?: string, more: Record<string, Keywords> = {}, prefix = ""): Keywords {
    const fields = this.#random.list(path.length === 0 ? 2 : 1, () => this.#only ?? this.#random.pick(kinds));
    const names = fields.map((_kind, index) => `${prefix}f${index}`);
    const own = names.filter(() => this.#random.chance(0.6));
    for (const [index, { edits }] of fields.entries()) {
      const name = names[index] ?? "";
      for (const [title, edit] of edits) this.#edit([...path, "properties", name], title, edit);
      this.#edit(path, `removes "${name}"`, (object) => withoutField(object, name));
      this.#edit(path, own.includes(name) ? `makes "${name}" optional` : `requires "${name}"`, (object) => toggled(object, name));
    }
    for (const [title, edit] of objectEdits) this.#edit(path, title, edit);
    // A closed event would refuse the fields of its "allOf", so nobody could send it.
    if (path.length > 0 && prefix === "") this.#edit(path, "closes the object", (object) => ({ ...object, additionalProperties: false }));
    const isClosed = this.#random.chance(0.3) && prefix === "" && path.length > 0;
    return {
      type: "object",
      properties: {
        ...(tag !== undefined && { type: { const: tag } }),
        // Without a declared field, an object may hold anything. Then a change of one field changes what the others mean.
        id: text,
        ...Object.fromEntries(names.map((name, index) => [name, fields[index]?.make() ?? {}])),
        ...more,
      },
      required: [...(tag === undefined ? [] : ["type"]), ...own],
      ...(isClosed && { additionalProperties: false }),
    };
  }

  #edit(path: Path, title: string, edit: (schema: Keywords) => Keywords): void {
    const at = `/${path.join("/")}`;
    this.#changes.push({ title: `${at} ${title}`, at, apply: (event) => edited(event, path, edit) });
  }
}

function edited(schema: Keywords, path: Path, edit: (schema: Keywords) => Keywords): Keywords {
  const [key, ...rest] = path;
  if (key === undefined) return edit(schema);
  const inner = schema[key];
  if (typeof inner !== "object" || inner === null) return schema;
  if (!Array.isArray(inner)) return { ...schema, [key]: edited(inner as Keywords, rest, edit) };
  const [index = "0", ...further] = rest;
  return { ...schema, [key]: inner.map((item: Keywords, at) => (at === Number(index) ? edited(item, further, edit) : item)) };
}

function listOf(schema: Keywords, key: string): readonly unknown[] {
  return (schema[key] ?? []) as readonly unknown[];
}

function withField(schema: Keywords, name: string, field: Keywords): Keywords {
  return { ...schema, properties: { ...(schema["properties"] as Keywords), [name]: field } };
}

function withoutField(schema: Keywords, name: string): Keywords {
  const { [name]: _gone, ...properties } = schema["properties"] as Keywords;
  return { ...schema, properties, required: listOf(schema, "required").filter((one) => one !== name) };
}

function toggled(schema: Keywords, name: string): Keywords {
  const required = listOf(schema, "required");
  return { ...schema, required: required.includes(name) ? required.filter((one) => one !== name) : [...required, name] };
}
