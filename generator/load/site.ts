import type { Json } from "../base/json.js";
import type { Dialect } from "../schema/schema.js";
import type { Document } from "./document-store.js";

/**
 * The place of a schema with its base URI and dialect. Both come from the surrounding schema. The
 * schema's own `$id` and `$schema` count only after `enter`.
 */
export type Site = {
  readonly document: Document;
  readonly pointer: string;
  /** The JSON value at this place. */
  readonly value: Json;
  readonly baseUri: string;
  readonly dialect: Dialect;
  /** Absent if no resource on the path of references declares a dynamic anchor. */
  readonly scope?: DynamicScope | undefined;
};

/**
 * The targets of `$dynamicRef` and `$recursiveRef` at a place: for each anchor, the outermost site that
 * declares it. The scope depends only on the references that led to the place. A schema that is reached
 * in two scopes is therefore read twice, and validators need no decision at run time.
 */
export type DynamicScope = {
  /** Equal for scopes that are equal. */
  readonly key: string;
  readonly anchors: ReadonlyMap<string, Site>;
};
