import type { Json } from "../base/json.js";
import type { Dialect, Location } from "../schema/schema.js";
import type { Document } from "./document-store.js";

/**
 * The place of a schema, with a base URI and a dialect. Both are those of the surrounding schema. `enter` returns a
 * site for which the `$id` and `$schema` of the schema itself count.
 */
export type Site = {
  readonly document: Document;
  readonly pointer: string;
  /** The JSON value at this place. */
  readonly value: Json;
  readonly baseUri: string;
  readonly dialect: Dialect;
  /** The dynamic scope; absent if no resource on the path of references to this place declares a dynamic anchor. */
  readonly scope?: DynamicScope | undefined;
};

/**
 * The targets of `$dynamicRef` and `$recursiveRef` at a place: for each anchor, the outermost site that
 * declares it. The scope depends only on the references that led to the place. A schema that is reached
 * in two scopes is therefore read twice, and validators need no decision at run time.
 */
export type DynamicScope = {
  /** A comparison key: two scopes with the same anchors have equal keys. */
  readonly key: string;
  readonly anchors: ReadonlyMap<string, Site>;
};

/** The name of `$recursiveAnchor` in a scope. The empty name cannot be the name of a `$dynamicAnchor`. */
export const recursiveAnchor = "";

/**
 * Returns the scope inside a resource that declares these anchors. If an outer resource declares an anchor of the same
 * name, the outer anchor is kept.
 */
export function extendScope(scope: DynamicScope | undefined, anchors: ReadonlyMap<string, Site>): DynamicScope {
  const known = scope?.anchors ?? new Map<string, Site>();
  const added = [...anchors].filter(([name]) => !known.has(name));
  if (scope !== undefined && added.length === 0) return scope;
  const all = new Map([...known, ...added]);
  const lines = [...all].map(([name, { document, pointer }]) => `${name} ${document.path}#${pointer}`);
  return { key: lines.toSorted().join("\n"), anchors: all };
}

/** Returns the locations of the scope's anchors that are in other documents. */
export function anchorsOutside({ anchors }: DynamicScope, { path }: Site["document"]): readonly Location[] {
  const outside = [...anchors.values()].filter(({ document }) => document.path !== path);
  return outside.map(({ document: { file }, pointer }) => ({ file, pointer }));
}

/**
 * Returns the name of the anchor by which a dynamic scope resolves a reference; `undefined` if the reference behaves
 * like `$ref`.
 */
export function dynamicName(keyword: string, ref: string, { value }: Site): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const schema = value as Readonly<Record<string, unknown>>;
  if (keyword === "$recursiveRef") return schema["$recursiveAnchor"] === true ? recursiveAnchor : undefined;
  const name = ref.slice(ref.indexOf("#") + 1);
  return ref.includes("#") && name !== "" && schema["$dynamicAnchor"] === name ? name : undefined;
}
