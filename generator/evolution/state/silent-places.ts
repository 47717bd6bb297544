import { joinPointer } from "../../base/pointer.js";
import type { EventModel } from "../../model/event-model.js";
import type { PathToken } from "../../model/state/state-model.js";
import type { Write } from "../../model/state/write.js";
import { writesOf } from "../../model/state/writes-of.js";
import type { Stateful } from "./compare-steps.js";
import { Reducer } from "./reducer.js";
import { asSent } from "./sent-writes.js";

/** Places of the state that no event of a newer version changes any more. Only events that older readers know count. */
export type SilentPlace = {
  /**
   * The event of the older version that changed the places. The newer version does not send the event any more, or
   * sends it without the value.
   */
  readonly event: EventModel;
  /**
   * The event of the newer version whose messages older readers read as this event; `undefined` if the newer version
   * has no such event.
   */
  readonly now: EventModel | undefined;
  /** JSON Pointers into the state; `*` stands for any key. No place is inside another place of the list. */
  readonly places: readonly string[];
};

/**
 * Finds the places of the state that an old event changes and that no event of the new version changes any more. Events
 * that old readers do not know do not count, nor do events that only empty an object around the place.
 */
export function silentPlaces(writer: Stateful, reader: Stateful): SilentPlace[] {
  const reducer = new Reducer(reader.model, reader.state);
  const told = writer.model.server.events.flatMap((now) => reducer.routeOf(now).events.map((event) => ({ event, now })));
  const sentAs = new Map(told.map(({ event, now }) => [event, now]));
  const doubtful = [...reader.state.blocks].flatMap(([event, block]) => {
    const own = writesOf(block, [event.schema]).filter(isTelling);
    const now = sentAs.get(event);
    // An event that still carries all its values still changes all its places. Most events do, and this check is fast.
    return now !== undefined && asSent(own, now).length === own.length ? [] : [{ event, now, own }];
  });
  if (doubtful.length === 0) return [];
  const known = told.flatMap(({ event, now }) => writesAsSent(reader, event, now));
  return doubtful.flatMap(({ event, now, own }) => {
    const silent = own.filter((write) => !known.some((other) => tells(other, write)));
    return silent.length === 0 ? [] : [{ event, now, places: shortest(silent, known) }];
  });
}

/** Returns the writes that old readers make for messages of a new event. */
function writesAsSent({ state }: Stateful, event: EventModel, now: EventModel): Write[] {
  const block = state.blocks.get(event);
  return block === undefined ? [] : asSent(writesOf(block, [event.schema]), now);
}

/** Returns false for a write that only makes or empties an object, because it does not change the places inside. */
function isTelling({ kind, source }: Write): boolean {
  return kind !== "ensure" && !(kind === "put" && source.kind === "const" && JSON.stringify(source.value) === "{}");
}

/** Returns true if `write` changes the place that `other` changes. Both must write a value, or both must remove one. */
function tells(write: Write, other: Write): boolean {
  if (!isTelling(write)) return false;
  const isWhole = write.kind === "put" && write.source.kind !== "const" && write.path.length < other.path.length;
  if (!isWhole && (write.kind === "remove") !== (other.kind === "remove")) return false;
  const [path, place] = [placeOf(write), placeOf(other)];
  const around = path.slice(0, place.length);
  const isAround = around.every((token, index) => token === place[index] || token === "*" || place[index] === "*");
  if (path.length > place.length) return isAround && other.kind !== "remove";
  return isAround && (path.length === place.length || write.source.kind !== "const");
}

function placeOf({ path }: Write): string[] {
  return path.map((token: PathToken) => ("key" in token ? token.key : "*"));
}

/** Replaces places by their common parent, if no event that old readers know changes a value inside the parent. */
function shortest(silent: readonly Write[], known: readonly Write[]): string[] {
  const values = known.filter((write) => isTelling(write) && write.kind !== "remove").map(placeOf);
  const lifted = silent.map((write) => {
    const place = placeOf(write);
    const parent = place.slice(0, -1);
    const isBusy = values.some((path) => parent.every((token, index) => token === path[index] || path[index] === "*"));
    return write.kind === "remove" || parent.length < 2 || isBusy ? place : parent;
  });
  const texts = [...new Set(lifted.map((place) => joinPointer("", ...place)))];
  return texts.filter((text) => !texts.some((other) => other !== text && text.startsWith(`${other}/`)));
}
