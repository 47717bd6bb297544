import type { DynamicScope } from "./site.js";
import type { Location } from "../schema/schema.js";
import type { Site } from "./site.js";

/** The name under which `$recursiveAnchor` stands in a scope; no `$dynamicAnchor` may be empty. */
export const recursiveAnchor = "";

/** The scope inside a resource that declares these anchors: outer ones win. */
export function extendScope(scope: DynamicScope | undefined, anchors: ReadonlyMap<string, Site>): DynamicScope {
  const known = scope?.anchors ?? new Map<string, Site>();
  const added = [...anchors].filter(([name]) => !known.has(name));
  if (scope !== undefined && added.length === 0) return scope;
  const all = new Map([...known, ...added]);
  const lines = [...all].map(([name, { document, pointer }]) => `${name} ${document.path}#${pointer}`);
  return { key: lines.toSorted().join("\n"), anchors: all };
}

/** Where the scope's anchors stand outside of a document. */
export function anchorsOutside({ anchors }: DynamicScope, { path }: Site["document"]): readonly Location[] {
  const outside = [...anchors.values()].filter(({ document }) => document.path !== path);
  return outside.map(({ document: { file }, pointer }) => ({ file, pointer }));
}

/** The anchor by which a reference to `target` is looked up in the scope; `undefined` where it is like `$ref`. */
export function dynamicName(keyword: string, ref: string, { value }: Site): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const schema = value as Readonly<Record<string, unknown>>;
  if (keyword === "$recursiveRef") return schema["$recursiveAnchor"] === true ? recursiveAnchor : undefined;
  const name = ref.slice(ref.indexOf("#") + 1);
  return ref.includes("#") && name !== "" && schema["$dynamicAnchor"] === name ? name : undefined;
}
