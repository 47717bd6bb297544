/**
 * What a value should be, as the pass that explains refusals reads it: a schema without its
 * annotations, said as briefly as it can be.
 *
 * - `true` and `false`: any value, no value.
 * - a text: the types that a value may have, as in `"string | null"`, or the one format that a string has.
 * - a list: the scalars that a value may be.
 * - an object: keywords, all of which have to hold.
 * - a function: a rule that refers to itself by way of others.
 */
export type Rule = boolean | string | readonly unknown[] | RuleKeywords | (() => Rule);

/** Rules by the name of the property that they are for. */
export type RuleMap = Readonly<Record<string, Rule>>;

/** The keywords of a {@link Rule}: those of JSON Schema 2020-12 but where said otherwise. */
export type RuleKeywords = {
  /** A rule of one text. */
  readonly type?: string;
  /** The scalars of `const` and `enum`. */
  readonly values?: readonly unknown[];
  /** The values of `const` and `enum`, where some of them are objects or arrays. */
  readonly equals?: readonly unknown[];
  readonly multipleOf?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: RegExp;
  readonly format?: string;
  /** Those of `properties` that have to be there. */
  readonly required?: RuleMap;
  /** Those of `properties` that may be absent. */
  readonly optional?: RuleMap;
  /** The names of `required` that `properties` does not list. */
  readonly present?: readonly string[];
  readonly additionalProperties?: Rule;
  readonly patternProperties?: readonly (readonly [RegExp, Rule])[];
  readonly propertyNames?: Rule;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly dependentRequired?: Readonly<Record<string, readonly string[]>>;
  readonly dependentSchemas?: RuleMap;
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
  /** `if`, `then` and `else`. */
  readonly conditional?: readonly [condition: Rule, met: Rule, unmet: Rule];
};
