/** A type name that a rule may ask for. */
export type TypeName = "null" | "boolean" | "object" | "array" | "number" | "integer" | "string";

/**
 * A schema without its annotations, in the terms of JSON Schema 2020-12, but for three things:
 * `$ref` is a name in {@link Rules.definitions}, `pattern` is compiled, and formats that are only
 * an annotation are left out.
 */
export type Rule = boolean | RuleKeywords;

/** The keywords of a {@link Rule}. */
export type RuleKeywords = {
  readonly $ref?: string;
  readonly type?: TypeName | readonly TypeName[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly multipleOf?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: RegExp;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Rule>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Rule;
  readonly patternProperties?: readonly (readonly [RegExp, Rule])[];
  readonly propertyNames?: Rule;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly dependentRequired?: Readonly<Record<string, readonly string[]>>;
  readonly dependentSchemas?: Readonly<Record<string, Rule>>;
  readonly unevaluatedProperties?: Rule;
  readonly prefixItems?: readonly Rule[];
  readonly items?: Rule;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: true;
  readonly contains?: Rule;
  readonly minContains?: number;
  readonly maxContains?: number;
  /** Items that `contains` matches count as evaluated, unless this is `false` (2019-09). */
  readonly containsEvaluates?: false;
  readonly unevaluatedItems?: Rule;
  readonly allOf?: readonly Rule[];
  readonly anyOf?: readonly Rule[];
  readonly oneOf?: readonly Rule[];
  readonly not?: Rule;
  readonly if?: Rule;
  readonly then?: Rule;
  readonly else?: Rule;
};

/** Everything that {@link explain} needs to know of one generated file. */
export type Rules = {
  readonly definitions: Readonly<Record<string, Rule>>;
  /** The checks of those formats that the rules name. */
  readonly formats: Readonly<Record<string, (text: string) => boolean>>;
};
