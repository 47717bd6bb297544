import { isRecord, own } from "../records.js";
import { below, check, type Context, holds, isList, isOfKind, noting, type Refusal, refuse, resolve } from "./context.js";
import { describe } from "./describe.js";
import type { Rule } from "./rule.js";
import { alternatives, show } from "./show.js";

/** Checks the keyword `anyOf`: the value has to satisfy at least one branch. */
export function explainAnyOf(context: Context, branches: readonly Rule[], value: unknown): boolean {
  return branches.some((branch) => holds(context, branch, value)) || explainUnion(context, branches, value);
}

/** Checks the keyword `oneOf`: the value has to satisfy exactly one branch. */
export function explainOneOf(context: Context, branches: readonly Rule[], value: unknown): boolean {
  const matching = branches.filter((branch) => holds(context, branch, value));
  if (matching.length === 0) return explainUnion(context, branches, value);
  return matching.length === 1 || refuse(context, `only one of ${described(context, matching)}`, value);
}

function described(context: Context, branches: readonly Rule[]): string {
  return alternatives(branches.map((branch) => describe(context, branch)));
}

/** Adds the refusals of the branch that the sender most likely meant. If no branch is more likely, lists all branches. */
function explainUnion(context: Context, branches: readonly Rule[], value: unknown): false {
  const { refusals } = context;
  if (refusals === undefined) return false;
  const alike = branches.filter((branch) => mayBe(context, branch, value));
  if (alike.length === 0) return refuse(context, described(context, branches), value);
  const tags = alike.map((branch) => wrongTag(branch, value));
  const [tag] = tags;
  if (alike.length > 1 && tag !== undefined && tags.every((other) => other === tag)) return refuseTag(context, tag, alike, value);
  const meant = alike.filter((_, index) => tags[index] === undefined);
  refusals.push(...closest(context, meant.length > 0 ? meant : alike, value));
  return false;
}

/** Returns the refusals of the branch that the value comes closest to satisfying. */
function closest(context: Context, branches: readonly Rule[], value: unknown): readonly Refusal[] {
  const attempts = branches.map((branch) => {
    const refusals: Refusal[] = [];
    check(noting(context, refusals), branch, value);
    return refusals;
  });
  return attempts.reduce((left, right) => (isCloser(right, left) ? right : left));
}

function mayBe(context: Context, branch: Rule, value: unknown): boolean {
  const rule = resolve(branch);
  if (typeof rule === "boolean") return rule;
  if (typeof rule === "string") return isOfKind(context, rule, value);
  if (isList(rule) || rule.values !== undefined || rule.equals !== undefined) return false;
  return rule.type === undefined || isOfKind(context, rule.type, value);
}

/**
 * Returns the name of a property that has only one allowed value in `branch`, and another value in `value`. The sender then meant
 * another branch.
 */
function wrongTag(branch: Rule, value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  return constants(branch).find(([key, constant]) => own(value, key) !== constant)?.[0];
}

function refuseTag(context: Context, tag: string, branches: readonly Rule[], value: unknown): false {
  const values = branches.flatMap((branch) => constants(branch).filter(([key]) => key === tag));
  return refuse(
    below(context, tag),
    alternatives(values.map(([, constant]) => show(constant))),
    isRecord(value) ? own(value, tag) : undefined,
  );
}

/**
 * Returns the required properties for which a branch allows one value only, also within `allOf`.
 *
 * @param names Properties that the constraints around the branch require.
 */
function constants(branch: Rule, names: readonly string[] = []): (readonly [key: string, constant: unknown])[] {
  const rule = resolve(branch);
  if (typeof rule !== "object" || isList(rule)) return [];
  const { required, optional, present = [], allOf = [] } = rule;
  const asked = [...names, ...present];
  const found: (readonly [key: string, constant: unknown])[] = [];
  for (const properties of [required, optional]) {
    for (const key in properties) {
      const values = resolve(properties[key] ?? true);
      const isConstant = typeof values === "object" && isList(values) && values.length === 1;
      if (isConstant && (properties === required || asked.includes(key))) found.push([key, values[0]]);
    }
  }
  for (const member of allOf) found.push(...constants(member, [...asked, ...Object.keys(required ?? {})]));
  return found;
}

/**
 * Returns true if a value with the refusals `left` is closer to its branch than one with `right`: its refusals are deeper in
 * the value, or as deep and fewer.
 */
function isCloser(left: readonly Refusal[], right: readonly Refusal[]): boolean {
  const difference = depthOf(left) - depthOf(right);
  return difference === 0 ? left.length < right.length : difference > 0;
}

/** Returns the depth of the refusal that is nearest to the top of the value. */
function depthOf(refusals: readonly Refusal[]): number {
  return Math.min(...refusals.map(({ place }) => stepsTo(place)));
}

function stepsTo({ parent }: Context): number {
  return parent === undefined ? 0 : stepsTo(parent) + 1;
}
