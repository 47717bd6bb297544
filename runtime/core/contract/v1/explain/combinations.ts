import { check, type Context, holds, isSated, refuse } from "./context.js";
import type { Rule } from "./rule.js";

/** Checks the keyword `allOf`. */
export function explainAllOf(context: Context, members: readonly Rule[], value: unknown): boolean {
  let isFine = true;
  for (const member of members) {
    if (check(context, member, value)) continue;
    if (isSated(context)) return false;
    isFine = false;
  }
  return isFine;
}

/** Checks the keyword `not`. */
export function explainNot(context: Context, rule: Rule, value: unknown): boolean {
  return !holds(context, rule, value) || refuse(context, "another value", value);
}

/** Checks the keywords `if`, `then` and `else`. */
export function explainConditional(context: Context, [condition, met, unmet]: readonly [Rule, Rule, Rule], value: unknown): boolean {
  return check(context, holds(context, condition, value) ? met : unmet, value);
}
