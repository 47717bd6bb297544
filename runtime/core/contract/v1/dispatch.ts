import { type Classification, classify } from "./classify.js";
import type { EventDescriptor, OutOfBandTags } from "./contract.js";
import type { Explain } from "./explain/explain.js";
import type { Rule } from "./explain/rule.js";
import { alternatives, show } from "./explain/show.js";
import { isRecord, isScalar, memberOf } from "./records.js";

/** One event of an {@link EventSetOptions}. */
export type EventOptions = {
  readonly check: (value: unknown) => boolean;
  readonly rule: Rule;
  /** JSON Pointer of a tag → its values. `false` for an event without tags. @default the event's name, at the only discriminator */
  readonly tag?: NonNullable<EventDescriptor<unknown>["tag"]> | false;
  readonly mustUnderstand?: true;
};

/** The events of one direction, as a generated file describes them. `createEventSet` makes the event set from them. */
export type EventSetOptions<Names extends string> = {
  readonly direction: "server" | "client";
  readonly discriminators: readonly string[];
  /** Makes the function that finds a message's event by its tags: {@link byProperty} or {@link byTags}. */
  readonly dispatch: (events: readonly NamedEvent[], discriminators: readonly string[]) => Dispatch;
  readonly explain: Explain;
  /** All events of the direction by name, with and without tags. */
  readonly events: Readonly<Record<Names, EventOptions>> & Readonly<Record<string, EventOptions>>;
};

/** One event with its name. All these objects have the same properties in the same order, which keeps the look-up fast. */
export type NamedEvent = {
  readonly name: string;
  readonly check: EventOptions["check"];
  readonly rule: Rule;
  readonly tag: EventDescriptor<unknown>["tag"];
};

/** Finds the event that a message claims to be, by the tags of the message. */
export type Dispatch = {
  readonly find: (value: unknown, tags: OutOfBandTags | undefined) => NamedEvent | undefined;
  /** Returns why no event has the tags of a message. */
  readonly classify: (value: unknown, tags: OutOfBandTags | undefined) => Classification;
};

/** Dispatches by the value of one property of the message. */
export function byProperty(property: string): EventSetOptions<string>["dispatch"] {
  return (events) => {
    const found = new Map<unknown, NamedEvent>();
    const path = `/${property}`;
    for (const event of events) for (const value of event.tag?.[path] ?? []) found.set(value, event);
    return {
      find: (value) => found.get(isRecord(value) ? value[property] : undefined),
      classify: (value) => {
        const tag = memberOf(value, property);
        const isMessage = typeof value === "object" && value !== null;
        const expected = isMessage ? alternatives([...found.keys()].map(show)) : "object";
        const issue = { path: isMessage ? path : "", expected, got: show(isMessage ? tag : value) };
        return { tag: isScalar(tag) ? String(tag) : undefined, issue };
      },
    };
  };
}

/** Dispatches by a function that reads an event's name from tags in several places. */
export function byTags(nameOf: (value: unknown, tags?: OutOfBandTags) => string | undefined): EventSetOptions<string>["dispatch"] {
  return (events, discriminators) => {
    const found = new Map<unknown, NamedEvent>(events.map((event) => [event.name, event]));
    return {
      find: (value, tags) => found.get(nameOf(value, tags)),
      classify: (value, tags) => classify(events, discriminators, value, tags),
    };
  };
}
