import type { Finding } from "../diagnostics/diagnostic.js";
import { isImpossible, isTrivial, keywordsOf, resolve } from "../schema/facts.js";
import { closedView } from "../schema/views/closed-view.js";
import { areDisjoint } from "../schema/disjoint.js";
import { canonicalJson } from "../base/canonical-json.js";
import type { Json } from "../base/json.js";
import type { Schema } from "../schema/schema.js";
import type { LintContext } from "./context.js";
import { Sampler } from "../sample/sampler.js";
import { isInCondition, isPart, placeIn, shown } from "./context.js";

/**
 * The most members of a union whose pairs are compared. The number of pairs grows with the square of the members, and
 * larger unions usually have tags.
 */
const mostMembers = 64;

/** Finds two members of an `anyOf` with the same schema, or two members of a `oneOf` that the same value satisfies. */
export function lintUnionMembers(context: LintContext): Finding[] {
  return context.schemas
    .filter((schema) => !isInCondition(schema))
    .flatMap((schema) => {
      const equal = (["anyOf", "oneOf"] as const).flatMap((keyword) => equalMembers(schema, keyword, context));
      return equal.length > 0 ? equal : overlaps(schema, context);
    });
}

function equalMembers(schema: Schema, keyword: "anyOf" | "oneOf", { sourceOf }: LintContext): Finding[] {
  const first = new Map<unknown, number>();
  return (schema[keyword] ?? []).flatMap((member, index) => {
    const target = resolve(member);
    if (isTrivial(target) || isImpossible(target)) return [];
    const key = target === member ? said(sourceOf(member) ?? {}) : target;
    const rival = first.get(key);
    if (rival === undefined) first.set(key, index);
    if (rival === undefined) return [];
    const message = `Member ${index + 1} of "${keyword}" says the same as member ${rival + 1}${keyword === "oneOf" ? ", so no value satisfies exactly one" : ""}.`;
    return [
      { rule: "UNION_MEMBERS_OVERLAP" as const, place: placeIn(schema, [keyword, index]), message, hint: "Remove one of the two members." },
    ];
  });
}

function said(source: Readonly<Record<string, Json>>): string {
  const { title, description, examples, example, default: preset, $comment, ...rest } = source;
  void [title, description, examples, example, preset, $comment];
  return canonicalJson(rest);
}

/**
 * Finds two members of a `oneOf` that the same value satisfies. Skips a union that is itself a member of an `allOf`:
 * the other members may exclude the common values.
 */
function overlaps(schema: Schema, context: LintContext): Finding[] {
  const { oneOf, ...beside } = schema;
  if (oneOf === undefined || oneOf.length > mostMembers || isPart(schema)) return [];
  for (const [index, member] of oneOf.entries()) {
    for (const [rival, other] of oneOf.slice(0, index).entries()) {
      if (areDisjoint([other, member])) continue;
      const value = commonValue(beside, other, member, context);
      if (value !== undefined) return [overlap(schema, index, rival, value.value)];
    }
  }
  return [];
}

/**
 * Returns a value that both members `a` and `b` accept. Asks the prover and, if it cannot decide, tries the smallest
 * values of each member. Skips members that only require different properties, because their author means them to
 * exclude one another.
 */
function commonValue(beside: Schema, a: Schema, b: Schema, context: LintContext): { readonly value: Json } | undefined {
  if (onlyRequires(a) && onlyRequires(b)) return undefined;
  const [left, right] = [joined(beside, a), joined(beside, b)];
  return commonTo(left, right, context) ?? commonTo(right, left, context);
}

function commonTo(meant: Schema, other: Schema, { prover, verdicts }: LintContext): { readonly value: Json } | undefined {
  const proved = prover?.overlap(closedView(meant), other);
  if (proved?.verdict === "no") return undefined;
  if (proved?.verdict === "yes") return { value: proved.witness };
  const sample = new Sampler().sample(meant);
  const isCommon = sample !== undefined && [meant, other].every((part) => verdicts.refusal(part, sample) === undefined);
  return isCommon ? { value: sample } : undefined;
}

function joined(beside: Schema, member: Schema): Schema {
  const { location, dialect } = member;
  return { location, dialect, annotations: {}, allOf: [beside, member] };
}

function onlyRequires(member: Schema): boolean {
  const asked = keywordsOf(member).filter((keyword) => keyword !== "types");
  return asked.length > 0 && asked.every((keyword) => keyword === "required" || keyword === "not");
}

function overlap(schema: Schema, index: number, rival: number, value: Json): Finding {
  return {
    rule: "UNION_MEMBERS_OVERLAP",
    place: placeIn(schema, ["oneOf", index]),
    message: `${shown(value)} satisfies members ${rival + 1} and ${index + 1} of "oneOf", so it is refused.`,
    hint: 'Give each member a required constant of its own, or write "anyOf".',
  };
}
