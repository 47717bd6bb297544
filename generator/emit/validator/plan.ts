import { childSchemas, reachable } from "../../model/children.js";
import { remember } from "../../model/remember.js";
import type { Schema } from "../../model/schema.js";
import { isImpossible, isTrivial, resolve, weight } from "../../model/facts.js";

/** A shared schema lighter than this is repeated rather than called. */
const lightest = 4;
/** A schema heavier than this gets a function even where it is used once. */
const heaviest = 30;

/** Which schemas get a check and a rule of their own, and which of them refer to themselves in a circle. */
export type Plan = { readonly planned: ReadonlySet<Schema>; readonly recursive: ReadonlySet<Schema> };

/**
 * Decides which schemas get a check and a rule of their own: the roots, what is recursive, what is
 * used more than once unless it is tiny, and what is large.
 */
export function planFunctions(roots: readonly Schema[]): Plan {
  const schemas = reachable(roots);
  const uses = new Map<Schema, number>();
  for (const schema of schemas) {
    for (const target of steps(schema)) uses.set(target, (uses.get(target) ?? 0) + 1);
  }
  const recursive = closingCircles(roots);
  const planned = new Set<Schema>([...roots.map(resolve), ...recursive]);
  for (const schema of schemas) {
    if (resolve(schema) !== schema || isTrivial(schema) || isImpossible(schema)) continue;
    const times = uses.get(schema) ?? 0;
    const heft = weight(schema);
    if ((times > 1 && heft >= lightest) || heft > heaviest) planned.add(schema);
  }
  return { planned, recursive };
}

/** Where a check of `schema` goes on. */
const steps = remember((schema: Schema): readonly Schema[] => {
  const inside = childSchemas(schema).map(resolve);
  if (schema.ref !== undefined) inside.push(resolve(schema.ref));
  return inside;
});

/** Targets of the edges that close a circle, found depth first without recursion. */
function closingCircles(roots: readonly Schema[]): Set<Schema> {
  const found = new Set<Schema>();
  const open = new Set<Schema>();
  const done = new Set<Schema>();
  for (const root of roots.map(resolve)) {
    const stack: { readonly schema: Schema; readonly rest: Schema[] }[] = [];
    const enter = (schema: Schema): void => {
      if (open.has(schema)) found.add(schema);
      if (open.has(schema) || done.has(schema)) return;
      open.add(schema);
      stack.push({ schema, rest: [...steps(schema)] });
    };
    enter(root);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.rest.pop();
      if (next !== undefined) {
        enter(next);
        continue;
      }
      open.delete(top.schema);
      done.add(top.schema);
      stack.pop();
    }
  }
  return found;
}
