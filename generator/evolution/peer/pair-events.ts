import { canonicalJson } from "../../base/canonical-json.js";
import type { Direction, EventModel } from "../../model/event-model.js";
import type { Json } from "../../base/json.js";
import { overlap } from "../../schema/tags.js";
import { tagIndex } from "./tag-index.js";
import { groupBy } from "../../base/group-by.js";
import { compareEvents } from "../change/compare-events.js";
import { facetOf } from "../change/facet.js";
import { shapeOf } from "../change/shape-of.js";

/** The old and the new version of an event. `before` is absent if the event was added, `after` if it was removed. */
export type EventPair = { readonly before: EventModel | undefined; readonly after: EventModel | undefined };

/**
 * Pairs the events of an old and a new version of a protocol. Two events are a pair if they have a tag value in common,
 * whatever their names are. An event that was split or merged is therefore in several pairs. Events without tags, or
 * with different discriminators, are paired by name. A removed and an added event are a pair if they differ only in
 * their tags.
 */
export function pairEvents(before: readonly EventModel[], after: readonly EventModel[]): EventPair[] {
  const index = tagIndex(before);
  const byTags = after.flatMap((now) =>
    index.near(now).flatMap((then) => (isTaggedAlike(then, now) ? [{ before: then, after: now }] : [])),
  );
  const tagged = new Set(byTags.flatMap((pair) => [pair.before, pair.after]));
  const named = after.flatMap((now) => {
    const then = index.named(now.name);
    return then === undefined || haveCommonPointer(then, now) || tagged.has(then) || tagged.has(now) ? [] : [{ before: then, after: now }];
  });
  const pairs = [...byTags, ...named];
  const paired = new Set(pairs.flatMap((pair) => [pair.before, pair.after]));
  const renamed = renamedEvents(
    before.filter((then) => !paired.has(then)),
    after.filter((now) => !paired.has(now)),
  );
  const known = new Set([...paired, ...renamed.flatMap((pair) => [pair.before, pair.after])]);
  const added = after.filter((now) => !known.has(now)).map((now) => ({ before: undefined, after: now }));
  const removed = before.filter((then) => !known.has(then)).map((then) => ({ before: then, after: undefined }));
  return [...pairs, ...renamed, ...added, ...removed];
}

/**
 * Returns a key for an event, made of its name and tags. It stays the same if the file or the TypeScript type of the
 * event changes.
 */
export function identityOf({ name, tags }: EventModel): string {
  return tags === undefined
    ? `name ${name}`
    : [...tags].map(([pointer, values]) => `${pointer} ${texts(values).toSorted().join("|")}`).join(", ");
}

function haveCommonPointer(a: EventModel, b: EventModel): boolean {
  return a.tags !== undefined && b.tags !== undefined && [...a.tags.keys()].some((pointer) => b.tags?.has(pointer) === true);
}

function isTaggedAlike(a: EventModel, b: EventModel): boolean {
  if (!haveCommonPointer(a, b)) return false;
  return [...(a.tags ?? [])].every(([pointer, values]) => overlap(values, b.tags?.get(pointer) ?? values));
}

function texts(values: readonly Json[]): string[] {
  return values.map((value) => canonicalJson(value));
}

/**
 * Pairs each removed event with an added event that differs only in its tag. Both must have other fields than their
 * tags, and no other event may match.
 */
function renamedEvents(removed: readonly EventModel[], added: readonly EventModel[]): EventPair[] {
  const rivals = groupBy(added, outline);
  const candidates = removed.flatMap((before) => {
    const like = (rivals.get(outline(before)) ?? []).filter((after) => isRenamed(before, after));
    const [after] = like;
    return after === undefined || like.length > 1 ? [] : [{ before, after }];
  });
  return candidates.filter(({ after }) => candidates.filter((other) => other.after === after).length === 1);
}

/**
 * Returns a comparison key: two events can be a renamed pair only if their keys are equal. Only such events are then
 * compared in full, which is slower.
 */
function outline({ schema, tags }: EventModel): string {
  const { properties, required } = shapeOf(facetOf([schema]));
  return JSON.stringify([[...(tags?.keys() ?? [])], [...properties.keys()].toSorted(), [...required].toSorted()]);
}

function isRenamed(before: EventModel, after: EventModel): boolean {
  const { properties } = shapeOf(facetOf([before.schema]));
  if (properties.size <= (before.tags?.size ?? 0)) return false;
  const changes = compareEvents(before, after, anyDirection);
  return changes.length === 1 && changes.every(({ kind }) => kind === "EVENT_RENAMED" || kind === "EVENT_TAG_CHANGED");
}

/** The direction only appears in the sentences about changes, which are not used here. */
const anyDirection: Direction = "server";
