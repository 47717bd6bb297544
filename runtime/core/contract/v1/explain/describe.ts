import { type Context, isList, named, resolve } from "./context.js";
import type { Rule } from "./rule.js";
import { alternatives, show } from "./show.js";

/** Describes in a few words the values that a constraint allows. */
export function describe(context: Context, rule: Rule): string {
  const target = resolve(rule);
  if (typeof target === "string") return named(context, target);
  if (typeof target === "boolean") return target ? "any value" : "no value";
  if (isList(target)) return alternatives(target.map(show));
  const { type, values = target.equals, anyOf, oneOf = anyOf, allOf, required, optional = required } = target;
  const [member] = allOf ?? [];
  const said = type ?? values ?? member;
  if (said !== undefined) return describe(context, said);
  if (oneOf !== undefined) return alternatives(oneOf.map((branch) => describe(context, branch)));
  return optional === undefined ? "another value" : "object";
}
