import { isRequiredInType } from "../schema/tags.js";
import type { Json } from "../base/json.js";
import type { Location, Schema } from "../schema/schema.js";

/** The sender of an event: `server` is the engine, `client` is the dashboard. */
export type Direction = "server" | "client";

/**
 * The tags of an event. The key is a JSON Pointer into the message, or `@name` for a tag that the caller passes out of
 * band. The value lists the allowed values, at least one.
 */
export type Tags = ReadonlyMap<string, readonly Json[]>;

/** One event of one direction. */
export type EventModel = {
  /** Key in the handler map and in `events` of the event set. */
  readonly name: string;
  /** Name of the event's type, which is also declared. */
  readonly typeName: string;
  readonly schema: Schema;
  /** `undefined` for an event that is typed and validated by name, but never dispatched. */
  readonly tags: Tags | undefined;
  /** JSON Pointer to the part of the message that `schema` describes; `""` is the whole message. */
  readonly at: string;
  /** True if `schema` itself fixes the tags, so that its check covers them. */
  readonly tagsInSchema: boolean;
  readonly location: Location;
};

/** Returns the events that generated code can distinguish by their tags. */
export function dispatched(events: readonly EventModel[]): EventModel[] {
  return events.filter(({ tags }) => tags !== undefined);
}

/** Returns true if every value of the event's type has the tag. A tag that the schema leaves optional is optional in the type. */
export function isTagRequired(event: EventModel, pointer: string): boolean {
  return !event.tagsInSchema || isRequiredInType(event.schema, pointer);
}
