import { envelopeSchema } from "../../model/envelope-schema.js";
import type { EventModel, Tags } from "../../model/event-model.js";
import type { EventSide } from "../../model/protocol.js";
import { fact } from "../../base/fact.js";
import type { Json } from "../../base/json.js";
import type { Schema } from "../../schema/schema.js";
import { fixedValues, overlap, requiresPointer, within } from "../../schema/tags.js";
import { tagIndex } from "./tag-index.js";

/** The events of a consumer to which its dispatcher may give the messages of one event of the producer. */
export type Route = {
  /** The consumer's events, in the order in which its dispatcher tries them. */
  readonly events: readonly EventModel[];
  /** True if some messages may have tags that the consumer does not know. */
  readonly mayMiss: boolean;
};

type Fit = "never" | "perhaps" | "always";

/**
 * Finds the events to which a consumer's dispatcher may give the messages of a sent event. Keeps the result, because the
 * comparison of events and that of states need the same routes.
 */
export function routeOf(sent: EventModel, consumer: EventSide, discriminators: readonly string[]): Route {
  const kept = routesOf(consumer);
  const key = JSON.stringify(discriminators);
  const routes = kept.get(key) ?? new WeakMap<EventModel, Route>();
  kept.set(key, routes);
  const route = routes.get(sent) ?? findRoute(sent, consumer, discriminators);
  routes.set(sent, route);
  return route;
}

/** The routes to the events of a consumer, by discriminators and by sent event. */
const routesOf = fact((_consumer: EventSide) => new Map<string, WeakMap<EventModel, Route>>());

function findRoute(sent: EventModel, consumer: EventSide, discriminators: readonly string[]): Route {
  if (sent.tags === undefined) {
    const named = tagIndex(consumer.events).named(sent.name);
    return named === undefined ? { events: [], mayMiss: true } : { events: [named], mayMiss: false };
  }
  const message = envelopeSchema(sent);
  const order = orderOf(consumer, discriminators);
  const candidates = tagIndex(consumer.events)
    .near(sent)
    .map((event) => ({ event, fit: fitOf(sent, message, event.tags) }))
    .filter(({ fit }) => fit !== "never")
    .toSorted((a, b) => compare(a.event, b.event, order));
  const last = candidates.findIndex(({ fit }) => fit === "always");
  const reached = last === -1 ? candidates : candidates.slice(0, last + 1);
  return { events: reached.map(({ event }) => event), mayMiss: last === -1 };
}

/** Returns whether the producer's messages have the tags of an event of the consumer: always, sometimes or never. */
function fitOf(sent: EventModel, message: Schema, tags: Tags | undefined): Fit {
  if (tags === undefined) return "never";
  const fits = [...tags].map(([pointer, values]) => fitAt(sent, message, pointer, values));
  if (fits.includes("never")) return "never";
  return fits.every((fit) => fit === "always") ? "always" : "perhaps";
}

function fitAt(sent: EventModel, message: Schema, pointer: string, wanted: readonly Json[]): Fit {
  const values = sent.tags?.get(pointer) ?? (pointer.startsWith("@") ? [] : fixedValues(message, pointer));
  if (values === undefined) return "perhaps";
  if (!overlap(values, wanted)) return "never";
  const isCertain = sent.tags?.has(pointer) === true || requiresPointer(message, pointer);
  return isCertain && within(values, wanted) ? "always" : "perhaps";
}

function orderOf({ events }: EventSide, discriminators: readonly string[]): readonly string[] {
  return [...new Set([...discriminators, ...pointersOf(events)])];
}

const pointersOf = fact((events: readonly EventModel[]) => new Set(events.flatMap(({ tags }) => [...(tags?.keys() ?? [])])));

/**
 * Orders two events as a dispatcher tries them. It reads the discriminators in order, so the event whose tag is at the
 * earlier discriminator comes first.
 */
function compare(a: EventModel, b: EventModel, order: readonly string[]): number {
  for (const pointer of order) {
    const difference = Number(b.tags?.has(pointer) === true) - Number(a.tags?.has(pointer) === true);
    if (difference !== 0) return difference;
  }
  return 0;
}
