import type { Direction, EventModel } from "./event-model.js";
import type { Reader } from "../schema/reader-view.js";

import type { Schema } from "../schema/schema.js";
import type { Peer } from "../config/support-schema.js";
import type { StateModel } from "./state/state-model.js";

/** One exported type: a shared definition, an event, or an inline object that got a name. */
export type Declaration = {
  /** The TypeScript name, unique in the package. */
  readonly name: string;
  readonly schema: Schema;
};

/** All events of one direction. */
export type EventSide = {
  readonly direction: Direction;
  readonly reader: Reader;
  /** In the manifest's order. */
  readonly events: readonly EventModel[];
  /** Declarations that stand in this side's file, in order: each event's, followed by its inline objects. */
  readonly declarations: readonly Declaration[];
};

/** What every emitter sees: the whole protocol with names given and references resolved. */
export type ProtocolModel = {
  readonly name: string;
  readonly version: string;
  readonly description: string | undefined;
  /**
   * `sha256:` and 64 hex digits over the normalised schemas of the events, annotations left out. Where there is a
   * state, a dot and 32 hex digits over what decides how it changes.
   */
  readonly digest: string;
  /** The manifest's path as generated headers show it. */
  readonly manifest: string;
  /** JSON Pointers into a message, in the order in which the dispatcher asks for them. */
  readonly discriminators: readonly string[];
  readonly server: EventSide;
  readonly client: EventSide;
  /** Declarations of `types.ts`, in order. */
  readonly types: readonly Declaration[];
  /** The schemas that the manifest lists under `types`, and that of its state: they get validators too. */
  readonly typeEntries: readonly Declaration[];
  /** Other versions that are still in use, where the support table beside the manifest tells of them. */
  readonly peers?: readonly Peer[];
  /** The server events after which a stream is sealed, in the manifest's order. */
  readonly terminal: readonly EventModel[];
  /** Where the manifest names a state. */
  readonly state: StateModel | undefined;
  /** The declared name of a schema, if it has one. */
  readonly nameOf: (schema: Schema) => string | undefined;
};
