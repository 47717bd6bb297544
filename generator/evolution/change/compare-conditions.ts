import type { ChangeKind } from "./change.js";
import type { Comparison, Pair, Substitute } from "./comparison.js";
import { anything, contentOf } from "./facet.js";
import { likenessOfCondition } from "./likeness.js";
import { placeOf } from "./shape.js";
import type { Condition, Shape } from "./shape.js";
import { named } from "./words.js";

type Kinds = { readonly added: ChangeKind; readonly removed: ChangeKind; readonly changed: ChangeKind };

const conditionKinds: Kinds = { added: "CONDITION_ADDED", removed: "CONDITION_REMOVED", changed: "CONDITION_CHANGED" };
const constraintKinds: Kinds = { added: "CONSTRAINT_ADDED", removed: "CONSTRAINT_REMOVED", changed: "CONSTRAINT_CHANGED" };

/**
 * Reports changes of conditions (`if`, `dependentRequired`, `dependentSchemas`), and of constraints such as `not` and
 * `contains`.
 */
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
        `has another ${words(today)} in ${named(pair.path)}`,
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

/**
 * Returns the conditions without repetitions. Equal conditions occur if a schema contains a definition and a copy of
 * the definition.
 */
function distinct(conditions: readonly Condition[]): Condition[] {
  return [...new Map(conditions.map((condition) => [likenessOfCondition(condition), condition])).values()];
}

/**
 * Finds pairs of an old and a new condition that match. Removes them from the two lists, and passes each pair to
 * `found`.
 */
function pairOff(
  removed: Condition[],
  added: Condition[],
  isMatch: (old: Condition, today: Condition) => boolean,
  found: (old: Condition, today: Condition) => void,
): void {
  for (const old of removed.slice()) {
    const today = added.find((condition) => isMatch(old, condition));
    if (today === undefined) continue;
    removed.splice(removed.indexOf(old), 1);
    added.splice(added.indexOf(today), 1);
    found(old, today);
  }
}

/**
 * Schedules the comparison of the schemas inside two similar conditions, which may have differences at a greater depth.
 */
function visitParts(pair: Pair, old: Condition, today: Condition, kinds: Kinds, comparison: Comparison): void {
  const substitute: Substitute = {
    kind: kinds.changed,
    path: pair.path,
    words: `has another ${words(today)} in ${named(pair.path)}`,
    places: placesOf(pair, old, today),
    detail: contentsOf(today),
  };
  old.parts.forEach((part, index) =>
    comparison.visit(pair.path, part, today.parts[index] ?? anything, { substitute: comparison.substitute ?? substitute }),
  );
}

function contentsOf({ keyword, name, parts }: Condition): string {
  return JSON.stringify([keyword, name, ...parts.map(contentOf)]);
}

function placesOf({ before, after }: Pair, old: Condition, today: Condition): Substitute["places"] {
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
