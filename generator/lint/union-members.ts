import type { Finding } from "../diagnostics/diagnostic.js";
import { isImpossible, isTrivial, resolve } from "../model/facts.js";
import { canonicalJson } from "../model/canonical.js";
import type { Json, Schema } from "../model/schema.js";
import type { LintContext } from "./context.js";
import { isInCondition, isPart, placeIn, shown } from "./place.js";
import { sampleOf } from "./sample.js";

/** Pairs grow with the square; unions larger than this are told apart by tags. */
const mostMembers = 64;

/** Finds two members of a union that the same value satisfies: in an `anyOf` where they are equal, in a `oneOf` by a witness. */
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
    return [{ rule: "UNION_MEMBERS_OVERLAP" as const, place: placeIn(schema, [keyword, index]), message, hint: "Remove one of the two." }];
  });
}

function said(source: Readonly<Record<string, Json>>): string {
  const { title, description, examples, example, default: preset, $comment, ...rest } = source;
  void [title, description, examples, example, preset, $comment];
  return canonicalJson(rest);
}

/** What stands beside a union inside a conjunction is not known here, so such unions are left alone. */
function overlaps(schema: Schema, { verdicts }: LintContext): Finding[] {
  const { oneOf, ...beside } = schema;
  if (oneOf === undefined || oneOf.length > mostMembers || isPart(schema)) return [];
  const accepts = (part: Schema, value: Json): boolean => verdicts.refusal(part, value) === undefined;
  for (const [index, member] of oneOf.entries()) {
    for (const value of samplesOf(beside, member)) {
      if (!accepts(member, value) || !accepts(beside, value)) continue;
      const rival = oneOf.findIndex((other, position) => position !== index && accepts(other, value));
      if (rival !== -1) return [overlap(schema, Math.max(index, rival), Math.min(index, rival), value)];
    }
  }
  return [];
}

function samplesOf(beside: Schema, member: Schema): readonly Json[] {
  const { location, dialect } = member;
  const sample = sampleOf({ location, dialect, annotations: {}, allOf: [beside, member] });
  return sample === undefined ? [] : [sample];
}

function overlap(schema: Schema, index: number, rival: number, value: Json): Finding {
  return {
    rule: "UNION_MEMBERS_OVERLAP",
    place: placeIn(schema, ["oneOf", index]),
    message: `${shown(value)} satisfies members ${rival + 1} and ${index + 1} of "oneOf", so it is refused.`,
    hint: 'Give each member a required constant of its own, or write "anyOf".',
  };
}
