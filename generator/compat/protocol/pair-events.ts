import { canonicalJson } from "../../model/canonical.js";
import type { EventModel } from "../../model/protocol.js";
import type { Json } from "../../model/schema.js";
import { overlap } from "../../model/tags.js";
import { renamedEvents } from "./renamed-events.js";

/** An event as it was and as it is; one of the two is absent where it was added or removed. */
export type EventPair = { readonly before: EventModel | undefined; readonly after: EventModel | undefined };

/**
 * Which event of today is which of before: by their tags, whatever they are called, so that an
 * event that was split or folded into another stands in several pairs. Events that are not
 * dispatched, and those whose discriminators have nothing in common, are told by their names. One
 * that went and one that came are a pair where they differ in nothing but their tags.
 */
export function pairEvents(before: readonly EventModel[], after: readonly EventModel[]): EventPair[] {
  const byTags = after.flatMap((now) => before.filter((then) => isTaggedAlike(then, now)).map((then) => ({ before: then, after: now })));
  const named = after.flatMap((now) => {
    const then = before.find((event) => event.name === now.name && !haveCommonPointer(event, now));
    return then === undefined || isPaired(byTags, then) || isPaired(byTags, now) ? [] : [{ before: then, after: now }];
  });
  const pairs: EventPair[] = [...byTags, ...named];
  const renamed = renamedEvents(
    before.filter((then) => !isPaired(pairs, then)),
    after.filter((now) => !isPaired(pairs, now)),
  );
  const known = [...pairs, ...renamed];
  const added = after.filter((now) => !isPaired(known, now)).map((now) => ({ before: undefined, after: now }));
  const removed = before.filter((then) => !isPaired(known, then)).map((then) => ({ before: then, after: undefined }));
  return [...known, ...added, ...removed];
}

/** A name that stays the same when an event's file, type or place changes. */
export function identityOf({ name, tags }: EventModel): string {
  return tags === undefined
    ? `name ${name}`
    : [...tags].map(([pointer, values]) => `${pointer} ${texts(values).toSorted().join("|")}`).join(", ");
}

function isPaired(pairs: readonly EventPair[], event: EventModel): boolean {
  return pairs.some(({ before, after }) => before === event || after === event);
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
