import type { Json } from "../base/json.js";

/** The place of a schema: a file, relative to the project's root, and a JSON Pointer into the file. */
export type Location = { readonly file: string; readonly pointer: string };

/** The JSON Schema dialects that the loader reads. */
export type Dialect = "draft-04" | "draft-06" | "draft-07" | "2019-09" | "2020-12";

/** A value of the keyword `type`. */
export type JsonType = "null" | "boolean" | "object" | "array" | "number" | "integer" | "string";

/** The keywords that describe or name a schema. They restrict no value. */
export type Annotations = {
  readonly title?: string;
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly default?: Json;
  readonly examples?: readonly Json[];
  /** `x-ts-name`: the name of the generated TypeScript type. */
  readonly tsName?: string;
  /** `x-must-understand`: a peer that does not know the event must not skip it. */
  readonly mustUnderstand?: boolean;
  /** `x-state` as written: the effect of an event on the protocol's state. */
  readonly state?: Json;
};

/**
 * One schema, translated from its dialect into the keywords of 2020-12. For example, a boolean
 * `exclusiveMinimum` of draft-04 becomes a number, an array `items` becomes `prefixItems`, and
 * `dependencies` is split. `$ref` holds the target schema. The graph may be cyclic.
 */
export type Schema = {
  readonly location: Location;
  readonly dialect: Dialect;
  /**
   * The places of the dynamic anchors that decide the targets of this schema's `$dynamicRef`s. If a schema in a file is
   * reached with different anchors, it becomes several `Schema` objects.
   */
  readonly extendedBy?: readonly Location[];
  readonly annotations: Annotations;
  /** Set for a boolean schema: `true` accepts everything, `false` nothing. */
  readonly always?: boolean;
  /**
   * True for `x-open: true`: `anyOf` holds an `enum` of strings and a schema of other strings. Readers accept both, and
   * senders send the listed values.
   */
  readonly isOpen?: true;
  /** The target of `$ref`. If the dialect allows keywords beside `$ref`, the other fields hold them. */
  readonly ref?: Schema;
  /** The types of `type`, at least one. `integer` means numbers without a fraction. */
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
  /** The source of a regular expression with the flag `u`. It may match any part of the string. */
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
  /** The schema of the items after `prefixItems`. */
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
