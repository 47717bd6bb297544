/**
 * A constraint on a value: a schema without its annotations, in a short form. `explain` reads it to find why a value is
 * invalid.
 *
 * - `true` allows any value, `false` none.
 * - A text names the types of the value, as in `"string | null"`, or the format of a string.
 * - A list holds the allowed scalars.
 * - An object holds keywords. The value has to satisfy all of them.
 * - A function returns the constraint. Constraints that refer to themselves need a function.
 */
export type Rule = boolean | string | readonly unknown[] | RuleKeywords | (() => Rule);

/** Constraints by property name. */
export type RuleMap = Readonly<Record<string, Rule>>;

/** The keywords of a {@link Rule}. A keyword without a comment means the same as in JSON Schema 2020-12. */
export type RuleKeywords = {
  /** The types or the format of the value, such as `"string | null"`. */
  readonly type?: string;
  /** The scalars of `const` and `enum`. */
  readonly values?: readonly unknown[];
  /** The values of `const` and `enum`, if some of them are objects or arrays. */
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
  /** The constraints of the required properties in the keyword `properties`. */
  readonly required?: RuleMap;
  /** The constraints of the optional properties in the keyword `properties`. */
  readonly optional?: RuleMap;
  /** The names in the keyword `required` that the keyword `properties` lacks. */
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
  /** If false, as in draft 2019-09, items that `contains` matches do not count as evaluated. @default true */
  readonly containsEvaluates?: false;
  readonly unevaluatedItems?: Rule;
  readonly allOf?: readonly Rule[];
  readonly anyOf?: readonly Rule[];
  readonly oneOf?: readonly Rule[];
  readonly not?: Rule;
  /** The constraints of the keywords `if`, `then` and `else`. */
  readonly conditional?: readonly [condition: Rule, met: Rule, unmet: Rule];
};
