import type { Direction, EventModel, Tags } from "../../model/event-model.js";
import { within } from "../../schema/tags.js";
import type { Change } from "./change.js";
import { Comparison } from "./comparison.js";
import { comparePair } from "./compare-pair.js";
import { facetOf } from "./facet.js";
import { shownValue } from "./words.js";

/**
 * What differs between an event as it was and as it is, found by comparing the two structures. What
 * changes no verdict is no difference: names of definitions and files, order, `$ref` and `allOf`
 * around a schema, annotations.
 *
 * @param before `undefined`: the event is new.
 * @param after `undefined`: the event is gone.
 * @returns the changes, those nearest to the top of the message first.
 */
export function compareEvents(before: EventModel | undefined, after: EventModel | undefined, direction: Direction): readonly Change[] {
  const event = after ?? before;
  if (event === undefined) return [];
  const comparison = new Comparison(direction, event.name, toldTags(before, after));
  const places = { before: before?.location, after: after?.location };
  if (before === undefined) comparison.report("EVENT_ADDED", "", "is new", places);
  else if (after === undefined) comparison.report("EVENT_REMOVED", "", "is gone", places);
  else compareBoth(before, after, comparison);
  return comparison.changes;
}

function compareBoth(before: EventModel, after: EventModel, comparison: Comparison): void {
  const places = { before: before.location, after: after.location };
  compareTags(before, after, comparison);
  if (before.at !== after.at) {
    comparison.report(
      "EVENT_MOVED",
      after.at,
      `stands at ${shownAt(after.at)} of the message, where it stood at ${shownAt(before.at)}`,
      places,
    );
  }
  const [wasAsked, isAsked] = [mustUnderstand(before), mustUnderstand(after)];
  if (!wasAsked && isAsked) comparison.report("MUST_UNDERSTAND_ADDED", "", "must now be understood by every peer", places);
  if (wasAsked && !isAsked) comparison.report("MUST_UNDERSTAND_REMOVED", "", "may now be skipped by a peer that does not know it", places);
  comparison.run(after.at, facetOf([before.schema]), facetOf([after.schema]), comparePair);
}

/** Where tags differ, that is told of the event, not of the field. */
function toldTags(before: EventModel | undefined, after: EventModel | undefined): ReadonlySet<string> {
  const [old, today] = [before?.tags, after?.tags];
  const isSame = isWithin(old, today) && isWithin(today, old);
  return new Set(isSame ? [] : [...(old?.keys() ?? []), ...(today?.keys() ?? [])]);
}

function shownAt(pointer: string): string {
  return pointer === "" ? "the top" : pointer;
}

function mustUnderstand({ schema }: EventModel): boolean {
  return schema.annotations.mustUnderstand === true;
}

function compareTags(before: EventModel, after: EventModel, comparison: Comparison): void {
  const places = { before: before.location, after: after.location };
  const [path = ""] = [...(after.tags?.keys() ?? [])];
  const [old, today] = [valuesOf(before.tags), valuesOf(after.tags)];
  const isFewer = isWithin(after.tags, before.tags);
  const isMore = isWithin(before.tags, after.tags);
  if (isFewer && isMore) {
    if (before.name !== after.name) comparison.report("EVENT_NAME_CHANGED", "", `was called "${before.name}"`, places);
  } else if (isMore) comparison.report("EVENT_FOLDED", path, `now stands for ${today}, where "${before.name}" stood for ${old}`, places);
  else if (isFewer) comparison.report("EVENT_SPLIT", path, `now stands for ${today}, where "${before.name}" stood for ${old}`, places);
  else if (before.name === after.name) comparison.report("EVENT_TAG_CHANGED", path, `is now told by ${today}, and was by ${old}`, places);
  else comparison.report("EVENT_RENAMED", path, `is what was "${before.name}"; it is told by ${today} instead of ${old}`, places);
}

/** True where the second stands for every combination of tags that the first stands for. */
function isWithin(inner: Tags | undefined, outer: Tags | undefined): boolean {
  if (inner === undefined || outer === undefined) return inner === outer;
  return inner.size === outer.size && [...inner].every(([pointer, values]) => within(values, outer.get(pointer) ?? []));
}

function valuesOf(tags: Tags | undefined): string {
  if (tags === undefined) return "no tag";
  return [...tags].map(([pointer, values]) => `${pointer} ${values.map(shownValue).join(" | ")}`).join(" and ");
}
