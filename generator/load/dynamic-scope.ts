import type { DynamicScope } from "./site.js";
import type { Location } from "../schema/schema.js";
import type { Site } from "./site.js";

/** The name of `$recursiveAnchor` in a scope. A `$dynamicAnchor` cannot have it, because it is empty. */
export const recursiveAnchor = "";

/** Returns the scope inside a resource that declares these anchors. An anchor of an outer resource has precedence. */
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

/** Returns the anchor by which the scope resolves a reference; `undefined` if the reference behaves like `$ref`. */
export function dynamicName(keyword: string, ref: string, { value }: Site): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const schema = value as Readonly<Record<string, unknown>>;
  if (keyword === "$recursiveRef") return schema["$recursiveAnchor"] === true ? recursiveAnchor : undefined;
  const name = ref.slice(ref.indexOf("#") + 1);
  return ref.includes("#") && name !== "" && schema["$dynamicAnchor"] === name ? name : undefined;
}
