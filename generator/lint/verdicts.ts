import * as codegen from "@dagwire/runtime/codegen";
import type { Issue, Rule, RuleKeywords } from "@dagwire/runtime/codegen";
import { keywordsOf } from "../emit/validator/facts.js";
import { numberFormat, stringFormat } from "../model/formats.js";
import type { Json, Schema } from "../model/schema.js";

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

const plain = [
  "enum",
  "multipleOf",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "minLength",
  "maxLength",
  "required",
  "minProperties",
  "maxProperties",
  "minItems",
  "maxItems",
  "minContains",
  "maxContains",
] as const;
const single = [
  "additionalProperties",
  "propertyNames",
  "unevaluatedProperties",
  "items",
  "contains",
  "unevaluatedItems",
  "not",
  "if",
  "then",
  "else",
] as const;
const lists = ["prefixItems", "allOf", "anyOf", "oneOf"] as const;
const maps = ["properties", "dependentSchemas"] as const;

/**
 * Says what the generated validators would say, without generating them: the rules table that they
 * carry is built in memory, and the interpreter that explains their refusals runs over it.
 * References must not go in circles.
 */
export class Verdicts {
  readonly #names = new Map<Schema, string>();
  readonly #definitions: Record<string, Rule> = {};
  readonly #formats: Record<string, (text: string) => boolean> = {};
  readonly #pending: Schema[] = [];

  /** Why a schema refuses a value; `undefined` where it accepts it. */
  refusal(schema: Schema, value: Json): Issue | undefined {
    const name = this.#name(schema);
    for (let next = this.#pending.pop(); next !== undefined; next = this.#pending.pop()) {
      this.#definitions[this.#name(next)] = this.#rule(next);
    }
    const issues: Issue[] = [];
    codegen.explain({ definitions: this.#definitions, formats: this.#formats }, name, value, issues);
    return issues[0];
  }

  #name(schema: Schema): string {
    let name = this.#names.get(schema);
    if (name === undefined) {
      name = String(this.#names.size);
      this.#names.set(schema, name);
      this.#pending.push(schema);
    }
    return name;
  }

  #rule(schema: Schema): Rule {
    if (schema.always !== undefined) return schema.always;
    if (keywordsOf(schema).length === 0) return true;
    const rule: Writable<RuleKeywords> = {};
    this.#readKind(schema, rule);
    for (const key of plain) if (schema[key] !== undefined) Object.assign(rule, { [key]: schema[key] });
    for (const key of single) if (schema[key] !== undefined) rule[key] = this.#inside(schema[key]);
    for (const key of lists) if (schema[key] !== undefined) rule[key] = schema[key].map((child) => this.#inside(child));
    for (const key of maps) if (schema[key] !== undefined) rule[key] = this.#map(schema[key]);
    this.#readNames(schema, rule);
    this.#readFormat(schema, rule);
    return rule;
  }

  #inside(schema: Schema): Rule {
    return schema.always ?? { $ref: this.#name(schema) };
  }

  #map(schemas: ReadonlyMap<string, Schema>): Readonly<Record<string, Rule>> {
    return Object.fromEntries([...schemas].map(([key, child]) => [key, this.#inside(child)]));
  }

  #readKind({ ref, types, constant, pattern, uniqueItems, contains, dialect }: Schema, rule: Writable<RuleKeywords>): void {
    const [type, ...others] = types ?? [];
    if (ref !== undefined) rule.$ref = this.#name(ref);
    if (type !== undefined) rule.type = others.length === 0 ? type : [type, ...others];
    if (constant !== undefined) rule.const = constant.value;
    if (pattern !== undefined) rule.pattern = new RegExp(pattern, "u");
    if (uniqueItems === true) rule.uniqueItems = true;
    if (contains !== undefined && dialect === "2019-09") rule.containsEvaluates = false;
  }

  #readNames({ patternProperties, dependentRequired }: Schema, rule: Writable<RuleKeywords>): void {
    if (dependentRequired !== undefined) rule.dependentRequired = Object.fromEntries(dependentRequired);
    if (patternProperties === undefined) return;
    rule.patternProperties = [...patternProperties].map(([pattern, child]) => [new RegExp(pattern, "u"), this.#inside(child)]);
  }

  #readFormat({ format }: Schema, rule: Writable<RuleKeywords>): void {
    const check = stringFormat(format);
    if (format !== undefined && check !== undefined) {
      rule.format = format;
      // The table of formats names functions of this very module.
      this.#formats[format] = (codegen as unknown as Readonly<Record<string, (text: string) => boolean>>)[check] ?? (() => true);
    }
    const bounds = numberFormat(format);
    if (bounds !== undefined) rule.allOf = [...(rule.allOf ?? []), { ...bounds, multipleOf: 1 }];
  }
}
