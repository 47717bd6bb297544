import { joinPointer } from "../../base/pointer.js";
import type { EventModel } from "../../model/event-model.js";
import type { PathToken } from "../../model/state/state-model.js";
import type { Write } from "../../model/state/write.js";
import { writesOf } from "../../model/state/writes-of.js";
import { conjunctsOf, declaredIn } from "../../schema/conjuncts.js";
import type { Stateful } from "./compare-steps.js";
import { Reducer } from "./reducer.js";

/** Places of the state that no event of a newer version changes any more, as far as older readers know its events. */
export type SilentPlace = {
  /** The older version's event that changed them and that the newer version does not send any more, or sends without the value. */
  readonly event: EventModel;
  /** The event of the newer version that older readers take for it. */
  readonly now: EventModel | undefined;
  /** JSON Pointers into the state; `*` stands for any key. None is inside another. */
  readonly places: readonly string[];
};

/**
 * Finds the places of the state that an old event changes, and that no event of the new version changes which old readers
 * know. An event that only empties an object around a place does not count.
 */
export function silentPlaces(writer: Stateful, reader: Stateful): SilentPlace[] {
  const reducer = new Reducer(reader.model, reader.state);
  const told = writer.model.server.events.flatMap((now) => reducer.routeOf(now).events.map((event) => ({ event, now })));
  const known = told.flatMap(({ event, now }) => writesAsSent(reader, event, now));
  return [...reader.state.blocks].flatMap(([event, block]) => {
    const silent = writesOf(block, [event.schema]).filter((write) => isTelling(write) && !known.some((other) => tells(other, write)));
    const now = told.find((one) => one.event === event)?.now;
    return silent.length === 0 ? [] : [{ event, now, places: shortest(silent, known) }];
  });
}

/** Returns what old readers do with a new event: not what reads a property that the event does not have any more. */
function writesAsSent({ state }: Stateful, event: EventModel, now: EventModel): Write[] {
  const block = state.blocks.get(event);
  if (block === undefined) return [];
  return writesOf(block, [event.schema]).filter(({ source }) => source.kind !== "part" || isSent(now, source.names));
}

function isSent({ schema }: EventModel, names: readonly string[]): boolean {
  let inside = conjunctsOf([schema]);
  return names.every((name) => {
    if (inside.some((part) => (part.anyOf ?? part.oneOf ?? part.then ?? part.else ?? part.dependentSchemas) !== undefined)) return true;
    const found = declaredIn(inside, name);
    const isMap = inside.every(({ properties }) => properties === undefined);
    inside = conjunctsOf(found);
    return found.length > 0 || isMap;
  });
}

/** An object that is made on the way, or emptied, says nothing about the places in it. */
function isTelling({ kind, source }: Write): boolean {
  return kind !== "ensure" && !(kind === "put" && source.kind === "const" && JSON.stringify(source.value) === "{}");
}

/** Returns true if a write changes the place of another one: a value needs another value, a removal another removal. */
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

/** Joins places with a common parent in which no known event changes anything. */
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
