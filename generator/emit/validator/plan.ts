import { childSchemas } from "../../schema/children.js";
import { fact } from "../../base/fact.js";
import type { Schema } from "../../schema/schema.js";
import { isImpossible, isTrivial, resolve, weight } from "../../schema/facts.js";

/** The code of a lighter shared schema is repeated instead of called. */
const lightest = 4;
/** A heavier schema gets a function even if it is used once. */
const heaviest = 30;

/** The schemas that get a check and a constraint of their own, and those of them that refer to themselves in a circle. */
export type Plan = { readonly planned: ReadonlySet<Schema>; readonly recursive: ReadonlySet<Schema> };

/**
 * Decides which schemas get a check and a constraint of their own. These are the roots, recursive schemas, large schemas,
 * and schemas that are used more than once and are not tiny.
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

/** Counts how often other schemas use each schema that could get a function. */
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

/** Returns the schemas inside a schema, without light ones that contain no others. Most schemas are light, and never get a function. */
const steps = fact((schema: Schema): readonly Schema[] => {
  const inside = schema.ref === undefined ? childSchemas(schema) : [...childSchemas(schema), schema.ref];
  // A schema that is the target of a reference is likely to be used again, and reads better as a function.
  const goesOn = inside.flatMap((child) => (resolve(child) === child ? [child] : [resolve(child), resolve(child)]));
  return goesOn.filter((target) => weight(target) >= lightest || target.ref !== undefined || childSchemas(target).length > 0);
});

/** Returns the targets of the references that close a circle, found depth first without recursion. */
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
