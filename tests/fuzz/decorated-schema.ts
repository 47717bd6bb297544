import type { Random } from "./random.js";
import type { JsonSchema } from "./random-schema.js";
import { randomSchema } from "./random-schema.js";

type Keywords = Readonly<Record<string, unknown>>;

/** Schemas by the names of their definitions. A schema refers to another by `#/$defs/` and its name as in a URI. */
export type Definitions = Readonly<Record<string, JsonSchema>>;

// Names that generated code could declare, import or use as globals, and names that are no plain identifiers.
const awkwardNames = [
  ..."Rule rule Issue Guard EventSet OtherValue StateDraft StateTarget unexpected unreachable is_record own explain Array Record Readonly Error".split(
    " ",
  ),
  ..."Date Map Object String Number Promise Infinity NaN globalThis types value issues event handlers context result Context Result".split(
    " ",
  ),
  ..."Type TUnsafe schemas server client class type never string await async of constructor toString __proto__ prototype valueOf".split(
    " ",
  ),
  ..."x X http_kind HTTPKind HttpKind httpkind node-state node_state nodeState known_kind kind kind_values été Größe 名前 Ünïcode".split(
    " ",
  ),
  ..."_ $ $ref 1 2nd a.b a/b a~b %25 - 😀 ' \" ` ${x} ServerEvent ClientEventMap isNode take_steps Item Value ﬁ ſ ı".split(" "),
  "a b",
  "very".repeat(80),
];

const awkwardKeys = [
  ..."constructor toString __proto__ valueOf hasOwnProperty 0 1 -1 1e3 a-b a.b class await été 名前 😀 ' \" ` ${x} */ // \\ a? a:".split(
    " ",
  ),
  ..."value issues length then undefined null Rule Record HTTPKind HttpKind http_kind readonly key prototype checkA own equals".split(" "),
  "",
  "a b",
  "\n",
  "\u2028",
  "\u0000",
  "[key: string]",
  "very".repeat(60),
];

const texts = [
  ..."`tick${x}` @deprecated //not-code <script> \\u002a/ *\\/ * / {@link".split(" "),
  "ends */ here",
  "a */ b /* c",
  "line\nbreak",
  "carriage\r\nreturn",
  "lone \r return",
  "sep \u2028 par \u2029",
  "nul \u0000 esc \u001b[31m",
  "\ud800 lone",
  "rtl \u202e",
  "  spaced  ",
  "",
];

/** Returns three definitions for each count: a random schema of all keywords, and two schemas to which it may refer. */
export function decoratedDefinitions(random: Random, count: number): Definitions {
  const taken = new Set<string>();
  const entries = random.list(count, () => {
    const { $defs, ...schema } = randomSchema(random) as { readonly $defs: Record<string, JsonSchema> };
    const own = freeName(random, taken);
    const inner = Object.fromEntries(Object.keys($defs).map((key) => [key, freeName(random, taken)]));
    const decorator = new Decorator(random, inner);
    const others = Object.entries($defs).map(([key, one]) => [inner[key] ?? key, decorator.schema(one)] as const);
    return [[own, decorator.schema(schema)] as const, ...others];
  });
  return objectFrom(entries.flat()) as Definitions;
}

function freeName(random: Random, taken: Set<string>): string {
  const wanted = random.chance(0.25) ? random.pick(awkwardNames) : `t${taken.size}`;
  // Two names without a letter would both suggest the type name "Anonymous", which the generator refuses.
  const name = taken.has(wanted) || !/[\p{L}\p{N}$]/u.test(wanted) ? `${wanted}_${taken.size}` : wanted;
  taken.add(name);
  return name;
}

/** Returns an object that has even `__proto__` as an own property. */
export function objectFrom(entries: readonly (readonly [string, unknown])[]): object {
  const made = {};
  for (const [name, value] of entries) Object.defineProperty(made, name, { value, enumerable: true, configurable: true, writable: true });
  return made;
}

const conditions: ReadonlySet<string> = new Set(["anyOf", "oneOf", "if", "then", "else", "not", "dependentSchemas"]);

/** Renames the properties of a schema and adds annotations, at every depth. */
class Decorator {
  readonly #random: Random;
  readonly #definitions: Readonly<Record<string, string>>;
  readonly #keys: ReadonlyMap<string, string>;

  constructor(random: Random, definitions: Readonly<Record<string, string>>) {
    this.#random = random;
    this.#definitions = definitions;
    const used = new Set<string>();
    const renamed = ["a", "b", "c", "type", "x-1", "else"].map((name) => {
      const other = random.chance(0.3) ? random.pick(awkwardKeys) : name;
      const key = used.has(other) ? name : other;
      used.add(key);
      return [name, key] as const;
    });
    this.#keys = new Map(renamed);
  }

  schema(schema: JsonSchema): JsonSchema {
    if (typeof schema === "boolean") return schema;
    const random = this.#random;
    // Validators accept values that an open enum does not list, and code cannot write them.
    const keywords = Object.entries(schema).filter(([keyword]) => keyword !== "x-open");
    const made = keywords.map(([keyword, value]) => [keyword, this.#keyword(keyword, value)] as const);
    return {
      ...Object.fromEntries(made),
      ...(random.chance(0.2) && { description: random.pick(texts) }),
      ...(random.chance(0.1) && { title: random.pick([...texts, ...awkwardNames]) }),
      ...(random.chance(0.05) && { default: random.pick(texts) }),
      ...(random.chance(0.05) && { deprecated: true }),
    };
  }

  #keyword(keyword: string, value: unknown): unknown {
    switch (keyword) {
      case "$ref":
        return `#/$defs/${pointerText(this.#definitions[String(value).slice("#/$defs/".length)] ?? "")}`;
      case "const":
      case "enum":
      case "required":
      case "dependentRequired":
        return this.#renamed(value, keyword !== "const" && keyword !== "enum");
      case "properties":
      case "patternProperties":
      case "dependentSchemas":
        return this.#map(keyword, value as Record<string, JsonSchema>);
      case "type":
        return value;
      default:
        return this.#inside(keyword, value);
    }
  }

  #map(keyword: string, value: Record<string, JsonSchema>): object {
    const isPattern = keyword === "patternProperties";
    return objectFrom(Object.entries(value).map(([name, child]) => [isPattern ? name : this.#key(name), this.#child(keyword, child)]));
  }

  #inside(keyword: string, value: unknown): unknown {
    if (Array.isArray(value)) return value.map((child: JsonSchema) => this.#child(keyword, child));
    return typeof value === "object" && value !== null ? this.#child(keyword, value as JsonSchema) : value;
  }

  #child(keyword: string, schema: JsonSchema): JsonSchema {
    const made = this.schema(schema);
    return conditions.has(keyword) ? typed(made) : made;
  }

  #key(name: string): string {
    return this.#keys.get(name) ?? name;
  }

  #renamed(value: unknown, areNames: boolean): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#renamed(item, areNames));
    if (typeof value === "string") return areNames ? this.#key(value) : value;
    if (typeof value !== "object" || value === null) return value;
    return objectFrom(Object.entries(value).map(([name, member]) => [this.#key(name), this.#renamed(member, areNames)]));
  }
}

/** Adds the `type` that keywords of objects or lists mean, because a branch without it also accepts all other values. */
function typed(schema: JsonSchema): JsonSchema {
  if (typeof schema === "boolean" || ["type", "const", "enum"].some((keyword) => keyword in schema)) return schema;
  return meansObjects(schema) ? { ...schema, type: "object" } : meansLists(schema) ? { ...schema, type: "array" } : schema;
}

/** Returns true for a schema with keywords of objects from which the generator concludes that it means objects. */
export function meansObjects(schema: Keywords): boolean {
  return ["properties", "required", "additionalProperties", "patternProperties"].some((keyword) => keyword in schema);
}

/** Returns true for a schema with keywords of lists from which the generator concludes that it means lists. */
export function meansLists(schema: Keywords): boolean {
  return ["items", "prefixItems"].some((keyword) => keyword in schema);
}

/** Returns a name as a token of a JSON Pointer in a URI. */
export function pointerText(name: string): string {
  return encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"));
}
