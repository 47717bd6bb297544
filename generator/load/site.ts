import type { Json } from "../base/json.js";
import type { Dialect } from "../schema/schema.js";
import type { Document } from "./document-store.js";

/**
 * A schema's place and what holds there: the URI that references are relative to, and the dialect.
 * Both are those around the schema; {@link enter} takes its own `$id` and `$schema` into account.
 */
export type Site = {
  readonly document: Document;
  readonly pointer: string;
  /** What stands there. */
  readonly value: Json;
  readonly baseUri: string;
  readonly dialect: Dialect;
  /** Absent where no resource on the way declares a dynamic anchor. */
  readonly scope?: DynamicScope | undefined;
};

/**
 * What `$dynamicRef` and `$recursiveRef` mean at a place: each anchor that an outer resource
 * declared, and where the outermost one stands. It depends on nothing but the references that led
 * there, so a schema that is reached in two ways is read twice and neither is decided at run time.
 */
export type DynamicScope = {
  /** Equal for scopes that are equal. */
  readonly key: string;
  readonly anchors: ReadonlyMap<string, Site>;
};
