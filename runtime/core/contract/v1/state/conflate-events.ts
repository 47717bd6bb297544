import { define, definedKeys, pick } from "./members.js";
import { isRecord, own } from "../records.js";

/** How the events of a protocol may be conflated; generated. */
export type ConflationRules<Event> = {
  /** Equal for events of which a later one makes an earlier one superfluous; `undefined` for an event that always counts. */
  readonly keyOf: (event: Event) => string | undefined;
  /** One event that does what two of one key do. */
  readonly join: (older: Event, newer: Event) => Event;
  /** The kinds of events that write where this one writes, so that they must not be moved past it; `"*"` for all. */
  readonly barriers: (event: Event) => readonly string[];
};

/** The key of an event: its kind, and what else tells it from others of that kind. */
export function conflationKeyOf(kind: string, ...parts: readonly string[]): string {
  return JSON.stringify([kind, ...parts]);
}

/**
 * A shorter list of events that leads to the same state: of the events of one key one is left, at
 * the place of the last. Events are not joined over one that writes where they write.
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

/** What a joined event takes over from the older of two. */
export type JoinOptions = {
  /** Names of properties that the state keeps where the newer event lacks them, or all. */
  readonly kept?: readonly string[] | "all";
  /** Names of properties whose entries the state keeps one by one. */
  readonly merged?: readonly string[];
};

/** One event that does what two of one key do: the newer, with what only the older one tells of what the state keeps. */
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
  // Each property is one of an event of the same type.
  return result as Event;
}
