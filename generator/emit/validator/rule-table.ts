import type { Schema } from "../../model/schema.js";
import { isTrivial, keywordsOf, resolve, valuesOf } from "./facts.js";
import type { FileScope } from "./file-scope.js";
import { numberFormat, stringFormat } from "../../model/formats.js";
import { hasValuesConstant, valuesConstant } from "./kind-condition.js";
import type { Literal } from "./literal.js";
import { keyText, literalOf, printLiteral } from "./literal.js";
import { printOnce } from "./transcript.js";

type Members = [key: string, value: Literal][];

/** The rules of a file: the schemas of its checks as data, for the pass that explains refusals. */
export class RuleTable {
  readonly #file: FileScope;
  readonly #names = new Map<Schema, string>();
  readonly #pending: Schema[] = [];
  readonly #formats = new Map<string, string>();

  constructor(file: FileScope) {
    this.#file = file;
  }

  /** Key of the definition for a schema; it is printed later. */
  name(schema: Schema, hint: string): string {
    const target = resolve(schema);
    let name = this.#names.get(target);
    if (name === undefined) {
      name = this.#file.ruleName(target, hint);
      this.#names.set(target, name);
      this.#pending.push(target);
    }
    this.#file.note((_file, rules) => rules.name(target, hint) === name);
    return name;
  }

  /** True where no definition was asked for. */
  get isEmpty(): boolean {
    return this.#names.size === 0;
  }

  /** The constant `rules`. */
  print(): string[] {
    const definitions: string[] = [];
    for (let schema = this.#pending.shift(); schema !== undefined; schema = this.#pending.shift()) {
      const name = this.name(schema, "");
      const defined = schema;
      const print = (): readonly string[] => [`    ${keyText(name)}: ${printLiteral(this.#definition(defined, name), "    ")},`];
      definitions.push(...printOnce(schema, `rule ${this.#file.label} ${name}`, this.#file, this, print));
    }
    const formats = [...this.#formats].map(([format, check]) => (format === check ? format : `${keyText(format)}: ${check}`));
    const formatText = formats.length === 0 ? "{}" : `{ ${formats.join(", ")} }`;
    return ["const rules: Rules = {", "  definitions: {", ...definitions, "  },", `  formats: ${formatText},`, "};"];
  }

  #rule(schema: Schema, hint: string): Literal {
    const target = resolve(schema);
    if (isTrivial(target)) return true;
    if (this.#file.isPlanned(target)) return new Map([["$ref", this.name(target, hint)]]);
    return this.#definition(target, hint);
  }

  #definition(schema: Schema, hint: string): Literal {
    if (schema.always !== undefined) return schema.always;
    const members: Members = [
      ...this.#kind(schema, hint),
      ...this.#bounds(schema, hint),
      ...this.#objectRules(schema, hint),
      ...this.#arrayRules(schema, hint),
      ...this.#applicators(schema, hint),
    ];
    return members.length === 0 ? true : new Map(members);
  }

  #kind(schema: Schema, hint: string): Members {
    const { types, constant, enum: values } = schema;
    const members: Members = [];
    if (types !== undefined && !this.#impliesTypes(schema)) members.push(["type", types.length === 1 ? (types[0] ?? null) : types]);
    if (constant !== undefined) members.push(["const", literalOf(constant.value)]);
    if (values !== undefined) {
      const code = hasValuesConstant(values) ? { code: valuesConstant({ file: this.#file }, values, hint) } : literalOf([...values]);
      members.push(["enum", code]);
    }
    return members;
  }

  /** `type` says nothing beside values that all have it. */
  #impliesTypes(schema: Schema): boolean {
    const values = schema.constant === undefined ? schema.enum : [schema.constant.value];
    return values !== undefined && valuesOf(schema)?.length === values.length;
  }

  #bounds(schema: Schema, hint: string): Members {
    const members: Members = [];
    for (const keyword of ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"] as const) {
      const value = schema[keyword];
      if (value !== undefined) members.push([keyword, value]);
    }
    for (const keyword of ["minLength", "maxLength"] as const) {
      const value = schema[keyword];
      if (value !== undefined) members.push([keyword, value]);
    }
    if (schema.pattern !== undefined) members.push(["pattern", { code: this.#file.pattern(schema.pattern, hint) }]);
    const check = this.#file.formats === "assert" ? stringFormat(schema.format) : undefined;
    if (check !== undefined && schema.format !== undefined) {
      members.push(["format", schema.format]);
      this.#useFormat(schema.format, check);
    }
    return members;
  }

  #useFormat(format: string, check: string): boolean {
    this.#formats.set(format, this.#file.helper(check));
    this.#file.note((_file, rules) => rules.#useFormat(format, check));
    return true;
  }

  #objectRules(schema: Schema, hint: string): Members {
    const members: Members = [];
    if (schema.properties !== undefined) members.push(["properties", this.#map(schema.properties, hint)]);
    if (schema.required !== undefined && schema.required.length > 0) members.push(["required", schema.required]);
    if (schema.patternProperties !== undefined) members.push(["patternProperties", this.#patterns(schema.patternProperties, hint)]);
    this.#single(members, schema, ["additionalProperties", "propertyNames", "unevaluatedProperties"], hint);
    for (const keyword of ["minProperties", "maxProperties"] as const) {
      const value = schema[keyword];
      if (value !== undefined) members.push([keyword, value]);
    }
    if (schema.dependentRequired !== undefined) members.push(["dependentRequired", schema.dependentRequired]);
    if (schema.dependentSchemas !== undefined) members.push(["dependentSchemas", this.#map(schema.dependentSchemas, hint)]);
    return members;
  }

  #arrayRules(schema: Schema, hint: string): Members {
    const members: Members = [];
    if (schema.prefixItems !== undefined)
      members.push(["prefixItems", schema.prefixItems.map((child) => this.#rule(child, `${hint}Item`))]);
    this.#single(members, schema, ["items", "contains", "unevaluatedItems"], hint);
    for (const keyword of ["minItems", "maxItems", "minContains", "maxContains"] as const) {
      const value = schema[keyword];
      if (value !== undefined) members.push([keyword, value]);
    }
    if (schema.uniqueItems === true) members.push(["uniqueItems", true]);
    if (schema.contains !== undefined && schema.dialect === "2019-09") members.push(["containsEvaluates", false]);
    return members;
  }

  #applicators(schema: Schema, hint: string): Members {
    const members: Members = [];
    if (schema.ref !== undefined && keywordsOf(schema).length > 0) members.push(...this.#reference(schema.ref, hint));
    for (const keyword of ["anyOf", "oneOf"] as const) {
      const branches = schema[keyword];
      if (branches !== undefined) members.push([keyword, branches.map((child, index) => this.#rule(child, `${hint}Option${index + 1}`))]);
    }
    const inlined = schema.ref !== undefined && !this.#file.isPlanned(schema.ref) && !isTrivial(schema.ref) ? [schema.ref] : [];
    const all = [...inlined, ...(schema.allOf ?? [])];
    if (all.length > 0) members.push(["allOf", all.map((child) => this.#rule(child, hint))]);
    this.#single(members, schema, ["not", "if", "then", "else"], hint);
    members.push(...this.#numberFormat(schema, members));
    return members;
  }

  #reference(target: Schema, hint: string): Members {
    return this.#file.isPlanned(target) ? [["$ref", this.name(target, hint)]] : [];
  }

  /** A number format is said in the terms of bounds. */
  #numberFormat(schema: Schema, members: Members): Members {
    const format = this.#file.formats === "assert" ? numberFormat(schema.format) : undefined;
    if (format === undefined) return [];
    const rule = new Map<string, Literal>([...Object.entries(format), ["multipleOf", 1]]);
    const index = members.findIndex(([key]) => key === "allOf");
    const [, others] = members[index] ?? [];
    if (index >= 0) members.splice(index, 1);
    return [["allOf", [...(Array.isArray(others) ? (others as readonly Literal[]) : []), rule]]];
  }

  #single<Key extends keyof Schema>(
    members: Members,
    schema: Schema & { readonly [K in Key]?: Schema },
    keywords: readonly Key[],
    hint: string,
  ): void {
    for (const keyword of keywords) {
      const child: Schema | undefined = schema[keyword];
      if (child !== undefined) members.push([keyword, this.#rule(child, `${hint}Member`)]);
    }
  }

  #map(schemas: ReadonlyMap<string, Schema>, hint: string): Literal {
    return new Map([...schemas].map(([key, child]) => [key, this.#rule(child, hint)]));
  }

  #patterns(schemas: ReadonlyMap<string, Schema>, hint: string): Literal {
    return [...schemas].map(([pattern, child]) => [{ code: this.#file.pattern(pattern, `${hint}Key`) }, this.#rule(child, hint)]);
  }
}
