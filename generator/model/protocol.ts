import type { Direction, EventModel } from "./event-model.js";
import type { Reader } from "../schema/reader-view.js";

import type { Schema } from "../schema/schema.js";
import type { Peer } from "../config/support-schema.js";
import type { StateModel } from "./state/state-model.js";

/** One exported type: a shared definition, an event, or a named inline object. */
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
  /** The declarations in this side's file, in order: each event, followed by its inline objects. */
  readonly declarations: readonly Declaration[];
};

/** The whole protocol, with type names and resolved references. All emitters read it. */
export type ProtocolModel = {
  readonly name: string;
  readonly version: string;
  readonly description: string | undefined;
  /**
   * `sha256:` and 64 hex digits over the normalised schemas of the events, without annotations. For a protocol with a
   * state, a dot and 32 hex digits over everything that decides how the state changes.
   */
  readonly digest: string;
  /** The manifest's path as the headers of generated files show it. */
  readonly manifest: string;
  /** JSON Pointers into a message, in the order in which the dispatcher reads them. */
  readonly discriminators: readonly string[];
  readonly server: EventSide;
  readonly client: EventSide;
  /** Declarations of `types.ts`, in order. */
  readonly types: readonly Declaration[];
  /** The schemas under `types` of the manifest, and the schema of the state. They get validators too. */
  readonly typeEntries: readonly Declaration[];
  /** Other versions in use, from the support table beside the manifest. Absent without such a table. */
  readonly peers?: readonly Peer[];
  /** The server events that end a stream, in the manifest's order. */
  readonly terminal: readonly EventModel[];
  /** `undefined` if the manifest names no state. */
  readonly state: StateModel | undefined;
  /** The declared name of a schema, if it has one. */
  readonly nameOf: (schema: Schema) => string | undefined;
};
