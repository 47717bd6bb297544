import type { Json } from "../base/json.js";

/** Where a schema stands: a file, shown relative to the project's root, and a JSON Pointer into it. */
export type Location = { readonly file: string; readonly pointer: string };

/** The JSON Schema dialects that are read. */
export type Dialect = "draft-04" | "draft-06" | "draft-07" | "2019-09" | "2020-12";

/** A type name that `type` may hold. */
export type JsonType = "null" | "boolean" | "object" | "array" | "number" | "integer" | "string";

/** What a schema says for people and for names; it never changes a verdict. */
export type Annotations = {
  readonly title?: string;
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly default?: Json;
  readonly examples?: readonly Json[];
  /** The override `x-ts-name`. */
  readonly tsName?: string;
  /** `x-must-understand`: a peer that does not know the event has to stop, not skip. */
  readonly mustUnderstand?: boolean;
  /** `x-state` as it is written: what an event does to the protocol's state. */
  readonly state?: Json;
};

/**
 * One schema location, read into the terms of 2020-12 whatever dialect it was written in:
 * a draft-04 boolean `exclusiveMinimum` is a number here, an array `items` is `prefixItems`,
 * `dependencies` is split, and `$ref` holds the schema it points to. The graph may be cyclic.
 */
export type Schema = {
  readonly location: Location;
  readonly dialect: Dialect;
  /**
   * The schemas elsewhere whose dynamic anchors decide what this one's `$dynamicRef`s mean. A location
   * that is reached in several such scopes is several schemas.
   */
  readonly extendedBy?: readonly Location[];
  readonly annotations: Annotations;
  /** Set for a boolean schema: `true` accepts everything, `false` nothing. */
  readonly always?: boolean;
  /** The target of `$ref`. Its siblings, where the dialect has them, stand in the other fields. */
  readonly ref?: Schema;
  /** Never empty. `integer` stands for numbers without a fraction. */
  readonly types?: readonly JsonType[];
  readonly constant?: { readonly value: Json };
  readonly enum?: readonly Json[];
  readonly multipleOf?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  /** In code points. */
  readonly minLength?: number;
  /** In code points. */
  readonly maxLength?: number;
  /** Source of a regular expression, run with the flag `u` and not anchored. */
  readonly pattern?: string;
  readonly format?: string;
  readonly properties?: ReadonlyMap<string, Schema>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema;
  readonly patternProperties?: ReadonlyMap<string, Schema>;
  readonly propertyNames?: Schema;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly dependentRequired?: ReadonlyMap<string, readonly string[]>;
  readonly dependentSchemas?: ReadonlyMap<string, Schema>;
  readonly unevaluatedProperties?: Schema;
  readonly prefixItems?: readonly Schema[];
  /** For the items after `prefixItems`. */
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly contains?: Schema;
  readonly minContains?: number;
  readonly maxContains?: number;
  readonly unevaluatedItems?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: Schema;
  readonly if?: Schema;
  readonly then?: Schema;
  readonly else?: Schema;
};
