import { define, definedKeys, pick } from "./members.js";
import { isRecord, own } from "../records.js";

/** How the events of a protocol may be conflated. Generated code gives it. */
export type ConflationRules<Event> = {
  /** Returns the same key for events of which a later one replaces an earlier one. `undefined` for an event that is never replaced. */
  readonly keyOf: (event: Event) => string | undefined;
  /** Returns one event with the effect of two events of one key. */
  readonly join: (older: Event, newer: Event) => Event;
  /** Returns the names of events that write to the same paths, so that the order must be kept. `"*"` for all events. */
  readonly barriers: (event: Event) => readonly string[];
};

/** Makes the key of an event: its name, and the values that distinguish it from others of that name. */
export function conflationKeyOf(kind: string, ...parts: readonly string[]): string {
  return JSON.stringify([kind, ...parts]);
}

/**
 * Returns a shorter list of events with the same effect on the state. It keeps one event of each key, at the index of the
 * last. It does not join two events if an event between them writes to the same paths.
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
  join: (older: Event, newer: Event) => Event,
): Event {
  const kind = String((JSON.parse(key) as readonly unknown[])[0]);
  const places = open.get(kind) ?? new Map<string, number>();
  open.set(kind, places);
  const place = places.get(key);
  const older = place === undefined ? undefined : kept[place];
  if (place !== undefined) kept[place] = undefined;
  places.set(key, kept.length);
  return older === undefined ? event : join(older, event);
}

/** The properties that a joined event takes from the older of two events. */
export type JoinOptions = {
  /** Names of properties that the state keeps if the newer event lacks them, or all properties. */
  readonly kept?: readonly string[] | "all";
  /** Names of properties that are maps whose entries the state keeps. */
  readonly merged?: readonly string[];
};

/** Joins two events of one key: the newer one, with the properties that only the older one has and that the state keeps. */
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
  // Every property comes from an event of the same type.
  return result as Event;
}
