import type { Json } from "../base/json.js";
import type { Location, Schema } from "../schema/schema.js";

/** Who sends: `server` is the engine, `client` the dashboard. */
export type Direction = "server" | "client";

/**
 * A combination of tags that stands for an event: JSON Pointer into the message (or `@name` for a
 * tag that the caller gives out of band) → the values that it may have, never empty.
 */
export type Tags = ReadonlyMap<string, readonly Json[]>;

/** One event of one direction. */
export type EventModel = {
  /** Key in the handler map and in `events` of the event set. */
  readonly name: string;
  /** Name of its type; also a declaration. */
  readonly typeName: string;
  readonly schema: Schema;
  /** `undefined`: typed and validated by name, never dispatched. */
  readonly tags: Tags | undefined;
  /** JSON Pointer to the part of the message that `schema` describes; `""` is the whole message. */
  readonly at: string;
  /** True where `schema` itself fixes the tags, so that its check covers them. */
  readonly tagsInSchema: boolean;
  readonly location: Location;
};
