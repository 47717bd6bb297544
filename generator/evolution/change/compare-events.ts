import type { Direction, EventModel, Tags } from "../../model/event-model.js";
import { within } from "../../schema/tags.js";
import type { Change } from "./change.js";
import { Comparison } from "./comparison.js";
import { comparePair } from "./compare-pair.js";
import { facetOf } from "./facet.js";
import { shownValue } from "./words.js";

/**
 * Compares the schemas of two versions of an event. Ignores differences that no message shows: names of definitions and
 * files, order, `$ref` and `allOf` around a schema, annotations.
 *
 * @param before `undefined` if the event was added.
 * @param after `undefined` if the event was removed.
 * @param subject the beginning of each sentence. Default: direction and name of the event.
 * @returns the changes, ordered by their depth in the message.
 */
export function compareEvents(
  before: EventModel | undefined,
  after: EventModel | undefined,
  direction: Direction,
  subject?: string,
): readonly Change[] {
  const event = after ?? before;
  if (event === undefined) return [];
  const comparison = new Comparison(direction, event.name, changedTags(before, after), subject);
  const places = { before: before?.location, after: after?.location };
  if (before === undefined) comparison.report("EVENT_ADDED", "", "was added", places);
  else if (after === undefined) comparison.report("EVENT_REMOVED", "", "was removed", places);
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
      `has its content at ${shownAt(after.at)} of the message instead of ${shownAt(before.at)}`,
      places,
    );
  }
  const [wasAsked, isAsked] = [mustUnderstand(before), mustUnderstand(after)];
  if (!wasAsked && isAsked) comparison.report("MUST_UNDERSTAND_ADDED", "", "must now be understood by every peer", places);
  if (wasAsked && !isAsked) comparison.report("MUST_UNDERSTAND_REMOVED", "", "may now be skipped by peers that do not know it", places);
  comparison.run(after.at, facetOf([before.schema]), facetOf([after.schema]), comparePair);
}

/**
 * Returns the paths of the tags that differ between two versions of an event. A changed tag is reported as a change of
 * the event, not of a field.
 */
function changedTags(before: EventModel | undefined, after: EventModel | undefined): ReadonlySet<string> {
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
  } else if (isMore) comparison.report("EVENT_FOLDED", path, `now covers ${today}; before, "${before.name}" covered ${old}`, places);
  else if (isFewer) comparison.report("EVENT_SPLIT", path, `now covers ${today}; before, "${before.name}" covered ${old}`, places);
  else if (before.name === after.name) comparison.report("EVENT_TAG_CHANGED", path, `has ${today} instead of ${old}`, places);
  else comparison.report("EVENT_RENAMED", path, `was called "${before.name}", and has ${today} instead of ${old}`, places);
}

/** Returns true if the tags `outer` allow every combination of values that the tags `inner` allow. */
function isWithin(inner: Tags | undefined, outer: Tags | undefined): boolean {
  if (inner === undefined || outer === undefined) return inner === outer;
  return inner.size === outer.size && [...inner].every(([pointer, values]) => within(values, outer.get(pointer) ?? []));
}

function valuesOf(tags: Tags | undefined): string {
  if (tags === undefined) return "no tag";
  return [...tags].map(([pointer, values]) => `the tag ${pointer} ${values.map(shownValue).join(" | ")}`).join(" and ");
}
