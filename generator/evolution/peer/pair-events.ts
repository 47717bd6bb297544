import type { EventPair } from "./event-pair.js";
import { canonicalJson } from "../../base/canonical-json.js";
import type { EventModel } from "../../model/event-model.js";
import type { Json } from "../../base/json.js";
import { overlap } from "../../schema/tags.js";
import { renamedEvents } from "./renamed-events.js";
import { tagIndex } from "./tag-index.js";

/**
 * Which event of today is which of before: by their tags, whatever they are called, so that an
 * event that was split or folded into another stands in several pairs. Events that are not
 * dispatched, and those whose discriminators have nothing in common, are told by their names. One
 * that went and one that came are a pair where they differ in nothing but their tags.
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

/** A name that stays the same when an event's file, type or place changes. */
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
