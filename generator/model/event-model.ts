import type { Json } from "../base/json.js";
import type { Location, Schema } from "../schema/schema.js";

/** The sender of an event: the server (such as the engine) or the client (such as the dashboard). */
export type Direction = "server" | "client";

/**
 * The tags of an event. The key is a JSON Pointer into the message, or `@name` for a tag that the caller passes out of
 * band. The value lists the allowed values, at least one.
 */
export type Tags = ReadonlyMap<string, readonly Json[]>;

/** One event of a protocol, sent in one direction: its name, type, schema and tags. */
export type EventModel = {
  /** The event's key in the generated map of handlers and in `events` of the event set. */
  readonly name: string;
  /** Name of the declared TypeScript type of the event. */
  readonly typeName: string;
  readonly schema: Schema;
  /** `undefined` for an event that is typed and validated by name, but never dispatched. */
  readonly tags: Tags | undefined;
  /** JSON Pointer to the part of the message that `schema` describes; `""` is the whole message. */
  readonly at: string;
  /** True if `schema` contains the tags, so that a value that satisfies `schema` has the tags. */
  readonly tagsInSchema: boolean;
  readonly location: Location;
};

/** Returns the events that generated code can distinguish by their tags. */
export function dispatched(events: readonly EventModel[]): EventModel[] {
  return events.filter(({ tags }) => tags !== undefined);
}
