import { childSchemas } from "../../schema/children.js";
import { fact } from "../../base/fact.js";
import type { Schema } from "../../schema/schema.js";
import { isImpossible, isTrivial, resolve, weight } from "../../schema/facts.js";

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
  const targets = roots.map(resolve);
  const recursive = closingCircles(targets);
  const planned = new Set<Schema>([...targets, ...recursive]);
  for (const [schema, times] of usesOf(targets)) {
    if (isTrivial(schema) || isImpossible(schema)) continue;
    const heft = weight(schema);
    if ((times > 1 && heft >= lightest) || heft > heaviest) planned.add(schema);
  }
  return { planned, recursive };
}

/** How often each schema that could get a function is used by others. */
function usesOf(roots: readonly Schema[]): ReadonlyMap<Schema, number> {
  const uses = new Map<Schema, number>();
  const pending = [...new Set(roots)];
  const entered = new Set(pending);
  for (let schema = pending.pop(); schema !== undefined; schema = pending.pop()) {
    for (const target of steps(schema)) {
      uses.set(target, (uses.get(target) ?? 0) + 1);
      if (entered.has(target)) continue;
      entered.add(target);
      pending.push(target);
    }
  }
  return uses;
}

/** Where a check of `schema` goes on, but for what is light and ends there: most of a protocol, and never a function. */
const steps = fact((schema: Schema): readonly Schema[] => {
  const inside = schema.ref === undefined ? childSchemas(schema) : [...childSchemas(schema), schema.ref];
  // What somebody refers to by name is likely to be referred to again, and reads better as a function.
  const goesOn = inside.flatMap((child) => (resolve(child) === child ? [child] : [resolve(child), resolve(child)]));
  return goesOn.filter((target) => weight(target) >= lightest || target.ref !== undefined || childSchemas(target).length > 0);
});

/** Targets of the edges that close a circle, found depth first without recursion. */
function closingCircles(roots: readonly Schema[]): Set<Schema> {
  const found = new Set<Schema>();
  const open = new Set<Schema>();
  const done = new Set<Schema>();
  for (const root of roots) {
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
