import { childSchemas } from "../../schema/children.js";
import { fact } from "../../base/fact.js";
import type { Schema } from "../../schema/schema.js";
import { isImpossible, isTrivial, resolve, weight } from "../../schema/facts.js";

/** A schema with a smaller `weight` gets no check function, even if it is used several times: its code is repeated. */
const lightest = 4;
/** A schema with a greater `weight` gets a check function, even if it is used only once. */
const heaviest = 30;

/**
 * The schemas that get a check function and a constraint of their own (`planned`), and the targets of references that
 * lead back (`recursive`).
 */
export type Plan = { readonly planned: ReadonlySet<Schema>; readonly recursive: ReadonlySet<Schema> };

/**
 * Decides which schemas get a check function and a constraint of their own. These are the roots, the recursive schemas, the
 * large schemas, and the schemas that are used more than once and are not tiny.
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

/** Counts for each schema that could get a check function how many schemas contain it or refer to it. */
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

/**
 * Returns the schemas inside a schema, and its `$ref`. Leaves out schemas with a small `weight` that contain no others: most
 * schemas are such, and they never get a check function.
 */
const steps = fact((schema: Schema): readonly Schema[] => {
  const inside = schema.ref === undefined ? childSchemas(schema) : [...childSchemas(schema), schema.ref];
  // The target of a reference counts twice, so that it gets a check function: it is probably used again, and the code is easier to read.
  const goesOn = inside.flatMap((child) => (resolve(child) === child ? [child] : [resolve(child), resolve(child)]));
  return goesOn.filter((target) => weight(target) >= lightest || target.ref !== undefined || childSchemas(target).length > 0);
});

/**
 * Returns the schemas that contain a reference back to themselves: of each circle, the schema that is reached first. Uses
 * a stack, not recursion.
 */
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
