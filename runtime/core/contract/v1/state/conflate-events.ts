import { define, definedKeys, pick } from "./members.js";
import { isRecord, own } from "../records.js";

/** How {@link conflateEvents} may conflate the events of a protocol. Generated code makes these functions. */
export type ConflationRules<Event> = {
  /** Returns a key: a later event replaces earlier ones of the same key. `undefined` for an event that no other replaces. */
  readonly keyOf: (event: Event) => string | undefined;
  /** Returns one event that changes the state as two events of the same key do together; `undefined` if no event does. */
  readonly join: (older: Event, newer: Event) => Event | undefined;
  /** Returns the names of the events that write to the same paths of the state and must keep their order. `"*"` means all events. */
  readonly barriers: (event: Event) => readonly string[];
};

/** Makes the key of an event from its name and from the values that distinguish it from other events of the name. */
export function conflationKeyOf(kind: string, ...parts: readonly string[]): string {
  return JSON.stringify([kind, ...parts]);
}

/**
 * Returns a shorter list of events that changes the state in the same way. Joins the events of one key into one, at the place
 * of the last of them. Does not join two events if an event between them writes to the same paths.
 */
export function conflateEvents<Event>(events: Iterable<Event>, { keyOf, join, barriers }: ConflationRules<Event>): Event[] {
  const kept: (Event | undefined)[] = [];
  const open = new Map<string, Map<string, number>>();
  for (const event of events) {
    const key = keyOf(event);
    for (const kind of barriers(event)) {
      if (kind === "*") open.clear();
      else open.delete(kind);
    }
    kept.push(key === undefined ? event : joined(event, key, kept, open, join));
  }
  return kept.filter((event) => event !== undefined);
}

function joined<Event>(
  event: Event,
  key: string,
  kept: (Event | undefined)[],
  open: Map<string, Map<string, number>>,
  join: (older: Event, newer: Event) => Event | undefined,
): Event {
  const kind = String((JSON.parse(key) as readonly unknown[])[0]);
  const places = open.get(kind) ?? new Map<string, number>();
  open.set(kind, places);
  const place = places.get(key);
  const older = place === undefined ? undefined : kept[place];
  const one = older === undefined ? undefined : join(older, event);
  if (place !== undefined && one !== undefined) kept[place] = undefined;
  places.set(key, kept.length);
  return one ?? event;
}

/** Which properties {@link joinEvents} copies from the older event. */
export type JoinOptions = {
  /** Names of the properties whose older value the state keeps if the newer event lacks them. `"all"` means every property. */
  readonly kept?: readonly string[] | "all";
  /** Names of the properties that are maps. The state keeps the older entries that the newer map lacks. */
  readonly merged?: readonly string[];
};

/** Returns the newer of two events of one key, completed with the properties of the older event that the state keeps. */
export function joinEvents<Event>(older: Event, newer: Event, { kept = [], merged = [] }: JoinOptions): Event {
  if (!isRecord(older) || !isRecord(newer)) return newer;
  const names = kept === "all" ? definedKeys(older) : [...kept, ...merged];
  const result: Record<string, unknown> = { ...pick(older, names), ...pick(newer, definedKeys(newer)) };
  for (const name of merged) {
    const before = own(older, name);
    const after = own(newer, name);
    if (!isRecord(before) || !isRecord(after)) continue;
    define(result, name, { ...pick(before, definedKeys(before)), ...pick(after, definedKeys(after)) });
  }
  // The cast is safe: all properties of `result` come from two events of the type `Event`.
  return result as Event;
}
