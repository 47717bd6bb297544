import { isTrivial, resolve, valuesOf } from "./facts.js";
import { greatest, least } from "./bounds.js";
import type { FormatMode } from "./format-kinds.js";
import { numberFormat, stringFormat } from "./format-kinds.js";
import type { JsonType, Schema } from "./schema.js";
import type { Json } from "../base/json.js";

/**
 * A constraint as data, by which `explain` says why a value is refused. The type equals `Rule` of
 * `@dagwire/runtime/codegen/v1`, plus leaves. A leaf is a part that printed code and a running process represent
 * differently, such as a regular expression.
 */
export type RuleData = null | boolean | number | string | RuleLeaf | readonly RuleData[] | ReadonlyMap<string, RuleData>;

/**
 * A part of a {@link RuleData} that is not JSON. `hint` is the beginning of a name that generated code may give to the
 * part.
 */
export type RuleLeaf =
  | { readonly kind: "keywords"; readonly keywords: ReadonlyMap<string, RuleData> }
  /** Stands for the rule of another schema. */
  | { readonly kind: "reference"; readonly schema: Schema; readonly hint: string }
  | { readonly kind: "pattern"; readonly source: string; readonly hint: string }
  | { readonly kind: "values"; readonly values: readonly Json[]; readonly hint: string };

/** Returns true for a {@link RuleLeaf}. */
export function isLeaf(data: RuleData): data is RuleLeaf {
  return typeof data === "object" && data !== null && "kind" in data;
}

/** The options of {@link RuleBuilder}. */
export type RuleOptions = {
  readonly formats: FormatMode;
  /**
   * Returns true if the rule of a schema gets a name. Rules of other schemas then refer to the named rule instead of
   * repeating it.
   */
  readonly isNamed: (schema: Schema) => boolean;
};

type Members = [keyword: string, argument: RuleData][];

/**
 * Builds from a schema the rule by which `explain` says why a value is refused. The emitter prints such rules, and the
 * linter runs them.
 */
export class RuleBuilder {
  readonly #options: RuleOptions;

  constructor(options: RuleOptions) {
    this.#options = options;
  }

  /** Returns the rule of a schema, or a reference to the rule if `isNamed` is true for the schema. */
  rule(schema: Schema, hint: string): RuleData {
    const target = resolve(schema);
    if (isTrivial(target)) return true;
    return this.#options.isNamed(target) ? { kind: "reference", schema: target, hint } : this.definition(target, hint);
  }

  /** Returns the rule of a schema in full, even if `isNamed` is true for the schema. */
  definition(schema: Schema, hint: string): RuleData {
    if (schema.always !== undefined) return schema.always;
    const kind = this.#kind(schema, hint);
    const members = [
      ...kind,
      ...this.#bounds(schema, kind, hint),
      ...this.#objectRules(schema, hint),
      ...this.#arrayRules(schema, hint),
      ...this.#applicators(schema, hint),
    ];
    const [first] = members;
    if (first === undefined) return true;
    // A rule that only restricts the type or lists values is shorter without its keyword.
    if (members.length === 1 && (first[0] === "type" || first[0] === "values")) return first[1];
    return { kind: "keywords", keywords: new Map(members) };
  }

  #kind(schema: Schema, hint: string): Members {
    const values = valuesOf(schema);
    if (values?.length === 0) return [];
    if (values?.every(isScalar) === true) return [["values", { kind: "values", values, hint }]];
    const { types } = schema;
    const equals: Members = values === undefined ? [] : [["equals", { kind: "values", values, hint }]];
    if (types === undefined || values !== undefined) return [...(types === undefined ? [] : [typeMember(types)]), ...equals];
    if (this.#bareFormat(schema) !== undefined && isOnly(types, "string")) return [["type", schema.format ?? "string"]];
    return [this.#wholeNumbers(schema) === undefined ? typeMember(types) : ["type", "integer"]];
  }

  #bareFormat({ format }: Schema): string | undefined {
    return this.#options.formats === "assert" ? stringFormat(format) : undefined;
  }

  /** Returns the bounds that a number format such as `int32` sets, if the schema accepts only numbers. */
  #wholeNumbers(schema: Schema): ReturnType<typeof numberFormat> {
    const isNumeric = schema.types?.every((type) => type === "number" || type === "integer") === true && valuesOf(schema) === undefined;
    return isNumeric && this.#options.formats === "assert" ? numberFormat(schema.format) : undefined;
  }

  #bounds(schema: Schema, kind: Members, hint: string): Members {
    const members: Members = [];
    const range = this.#wholeNumbers(schema);
    const limits = { ...schema, minimum: greatest(schema.minimum, range?.minimum), maximum: least(schema.maximum, range?.maximum) };
    addPlain(members, limits, ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength"]);
    if (schema.pattern !== undefined) members.push(["pattern", { kind: "pattern", source: schema.pattern, hint }]);
    const isSaid = kind.some(([keyword, argument]) => keyword === "type" && argument === schema.format);
    if (this.#bareFormat(schema) !== undefined && schema.format !== undefined && !isSaid) members.push(["format", schema.format]);
    return members;
  }

  #objectRules(schema: Schema, hint: string): Members {
    const { properties = new Map<string, Schema>(), required = [], patternProperties, dependentRequired, dependentSchemas } = schema;
    const members: Members = [];
    const asked = new Set(required);
    const [needed, optional] = [true, false].map((isAsked) => [...properties].filter(([key]) => asked.has(key) === isAsked));
    const present = [...asked].filter((key) => !properties.has(key));
    if (present.length > 0) members.push(["present", present]);
    if (needed !== undefined && needed.length > 0) members.push(["required", this.#map(needed, hint)]);
    if (optional !== undefined && optional.length > 0) members.push(["optional", this.#map(optional, hint)]);
    if (patternProperties !== undefined && patternProperties.size > 0) {
      members.push(["patternProperties", this.#patterns(patternProperties, hint)]);
    }
    this.#single(members, schema, ["additionalProperties", "propertyNames", "unevaluatedProperties"], hint);
    addPlain(members, schema, ["minProperties", "maxProperties"]);
    if (dependentRequired !== undefined) members.push(["dependentRequired", dependentRequired]);
    if (dependentSchemas !== undefined) members.push(["dependentSchemas", this.#map(dependentSchemas, hint)]);
    return members;
  }

  #arrayRules(schema: Schema, hint: string): Members {
    const members: Members = [];
    if (schema.prefixItems !== undefined) members.push(["prefixItems", schema.prefixItems.map((child) => this.rule(child, `${hint}Item`))]);
    this.#single(members, schema, ["items", "contains", "unevaluatedItems"], hint);
    addPlain(members, schema, ["minItems", "maxItems", "minContains", "maxContains"]);
    if (schema.uniqueItems === true) members.push(["uniqueItems", true]);
    if (schema.contains !== undefined && schema.dialect === "2019-09") members.push(["containsEvaluates", false]);
    return members;
  }

  #applicators(schema: Schema, hint: string): Members {
    const members: Members = [];
    for (const keyword of ["anyOf", "oneOf"] as const) {
      const branches = schema[keyword];
      if (branches !== undefined) members.push([keyword, branches.map((child, index) => this.rule(child, `${hint}Option${index + 1}`))]);
    }
    const parts = [...(schema.ref === undefined ? [] : [schema.ref]), ...(schema.allOf ?? [])];
    const all = [...parts.map((child) => this.rule(child, hint)), ...this.#impossible(schema), ...this.#numberFormat(schema)];
    if (all.length > 0) members.push(["allOf", all]);
    this.#single(members, schema, ["not"], hint);
    if (schema.if !== undefined) {
      const branches = [schema.if, schema.then, schema.else];
      members.push(["conditional", branches.map((child) => child === undefined || this.rule(child, `${hint}Member`))]);
    }
    return members;
  }

  #impossible(schema: Schema): RuleData[] {
    return valuesOf(schema)?.length === 0 ? [false] : [];
  }

  /**
   * Returns the bounds that a number format such as `int32` sets, as a condition for numbers, if the schema accepts
   * other types too.
   */
  #numberFormat(schema: Schema): RuleData[] {
    const range = this.#options.formats === "assert" ? numberFormat(schema.format) : undefined;
    if (range === undefined || this.#wholeNumbers(schema) !== undefined) return [];
    return [{ kind: "keywords", keywords: new Map<string, RuleData>([...Object.entries(range), ["multipleOf", 1]]) }];
  }

  #single<Key extends keyof Schema>(
    members: Members,
    schema: Schema & { readonly [K in Key]?: Schema },
    keywords: readonly Key[],
    hint: string,
  ): void {
    for (const keyword of keywords) {
      const child: Schema | undefined = schema[keyword];
      if (child !== undefined) members.push([keyword, this.rule(child, `${hint}Member`)]);
    }
  }

  #map(schemas: Iterable<readonly [string, Schema]>, hint: string): RuleData {
    return new Map([...schemas].map(([key, child]) => [key, this.rule(child, hint)]));
  }

  #patterns(schemas: ReadonlyMap<string, Schema>, hint: string): RuleData {
    return [...schemas].map(([source, child]) => [{ kind: "pattern", source, hint: `${hint}Key` }, this.rule(child, hint)]);
  }
}

function addPlain<Key extends keyof Schema>(
  members: Members,
  schema: { readonly [K in Key]?: number | undefined },
  keywords: readonly Key[],
): void {
  for (const keyword of keywords) {
    const value = schema[keyword];
    if (value !== undefined) members.push([keyword, value]);
  }
}

function typeMember(types: readonly JsonType[]): Members[number] {
  return ["type", types.join(" | ")];
}

function isOnly(types: readonly JsonType[], type: JsonType): boolean {
  return types.length === 1 && types[0] === type;
}

function isScalar(value: unknown): boolean {
  return typeof value !== "object" || value === null;
}
