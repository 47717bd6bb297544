import type { ChangeKind } from "./change-kind.js";
import type { Comparison, Pair, Stand } from "./comparison.js";
import { anything, contentOf } from "./facet.js";
import { likenessOfCondition } from "./likeness.js";
import { placeOf } from "./shape.js";
import type { Condition, Shape } from "./shape.js";
import { named } from "./words.js";

type Kinds = { readonly added: ChangeKind; readonly removed: ChangeKind; readonly changed: ChangeKind };

const conditionKinds: Kinds = { added: "CONDITION_ADDED", removed: "CONDITION_REMOVED", changed: "CONDITION_CHANGED" };
const constraintKinds: Kinds = { added: "CONSTRAINT_ADDED", removed: "CONSTRAINT_REMOVED", changed: "CONSTRAINT_CHANGED" };

/** Compares what depends on other values, and what has no place in the message. */
export function compareConditions(pair: Pair, comparison: Comparison): void {
  compareLists(pair, pair.before.conditions, pair.after.conditions, conditionKinds, comparison);
  compareLists(pair, pair.before.constraints, pair.after.constraints, constraintKinds, comparison);
}

function compareLists(pair: Pair, before: readonly Condition[], after: readonly Condition[], kinds: Kinds, comparison: Comparison): void {
  const [removed, added] = [distinct(before), distinct(after)];
  pairOff(
    removed,
    added,
    (old, today) => likenessOfCondition(old) === likenessOfCondition(today),
    (old, today) => visitParts(pair, old, today, kinds, comparison),
  );
  pairOff(
    removed,
    added,
    (old, today) => old.keyword === today.keyword,
    (old, today) =>
      comparison.report(
        kinds.changed,
        pair.path,
        `asks for another ${words(today)} in ${named(pair.path)}`,
        placesOf(pair, old, today),
        contentsOf(today),
      ),
  );
  for (const condition of added) {
    comparison.report(
      kinds.added,
      pair.path,
      `now has ${aOr(words(condition))} in ${named(pair.path)}`,
      placesOf(pair, condition, condition),
      contentsOf(condition),
    );
  }
  for (const condition of removed) {
    comparison.report(
      kinds.removed,
      pair.path,
      `no longer has ${aOr(words(condition))} in ${named(pair.path)}`,
      placesOf(pair, condition, condition),
      contentsOf(condition),
    );
  }
}

/** A definition may stand beside its copy. */
function distinct(conditions: readonly Condition[]): Condition[] {
  return [...new Map(conditions.map((condition) => [likenessOfCondition(condition), condition])).values()];
}

/** Takes the pairs that like each other out of both lists. */
function pairOff(
  removed: Condition[],
  added: Condition[],
  likes: (old: Condition, today: Condition) => boolean,
  found: (old: Condition, today: Condition) => void,
): void {
  for (const old of removed.slice()) {
    const today = added.find((condition) => likes(old, condition));
    if (today === undefined) continue;
    removed.splice(removed.indexOf(old), 1);
    added.splice(added.indexOf(today), 1);
    found(old, today);
  }
}

/** Two that look alike may differ further down. */
function visitParts(pair: Pair, old: Condition, today: Condition, kinds: Kinds, comparison: Comparison): void {
  const stand: Stand = {
    kind: kinds.changed,
    path: pair.path,
    words: `asks for another ${words(today)} in ${named(pair.path)}`,
    places: placesOf(pair, old, today),
    detail: contentsOf(today),
  };
  old.parts.forEach((part, index) => comparison.visit(pair.path, part, today.parts[index] ?? anything, comparison.stand ?? stand));
}

function contentsOf({ keyword, name, parts }: Condition): string {
  return JSON.stringify([keyword, name, ...parts.map(contentOf)]);
}

function placesOf({ before, after }: Pair, old: Condition, today: Condition): Stand["places"] {
  return { before: placeIn(before, old), after: placeIn(after, today) };
}

function placeIn(shape: Shape, { keyword }: Condition): ReturnType<typeof placeOf> {
  return placeOf(shape, keyword);
}

function words({ keyword }: Condition): string {
  return keyword === "if" ? "condition (if)" : `condition (${keyword})`;
}

function aOr(text: string): string {
  return `a ${text}`;
}
