import type { Direction, EventModel } from "./event-model.js";
import type { Reader } from "../schema/reader-view.js";

import type { Schema } from "../schema/schema.js";
import type { Peer } from "../config/support-schema.js";
import type { StateModel } from "./state/state-model.js";

/** One exported type: a shared definition, an event, or a named inline object. */
export type Declaration = {
  /** The TypeScript name of the type. No other type of the generated package has this name. */
  readonly name: string;
  readonly schema: Schema;
};

/** The events of one direction, and the types that are declared with them. */
export type EventSide = {
  readonly direction: Direction;
  readonly reader: Reader;
  /** The events, in the order of the manifest. */
  readonly events: readonly EventModel[];
  /** The types that the file of this direction declares, in order: each event, followed by the named objects inside it. */
  readonly declarations: readonly Declaration[];
};

/** The whole protocol, with type names and resolved references. The generated files are made from this model. */
export type ProtocolModel = {
  readonly name: string;
  readonly version: string;
  readonly description: string | undefined;
  /**
   * A hash that changes if the meaning of the protocol changes: `sha256:` and 64 hex digits over the normalised schemas of
   * the events, without annotations. A protocol with a state adds a dot and 32 hex digits over all that decides the state.
   */
  readonly digest: string;
  /** The manifest's path as the first lines of generated files show it. */
  readonly manifest: string;
  /** JSON Pointers into a message, in the order in which the dispatcher reads them. */
  readonly discriminators: readonly string[];
  readonly server: EventSide;
  readonly client: EventSide;
  /** The types that `types.ts` declares, in order. */
  readonly types: readonly Declaration[];
  /** The schemas under `types` of the manifest, and the schema of the state. The generator makes a guard for each. */
  readonly typeEntries: readonly Declaration[];
  /** Other versions of the protocol in use, from the support table beside the manifest. Absent without such a table. */
  readonly peers?: readonly Peer[];
  /** The server events that end a stream, in the manifest's order. */
  readonly terminal: readonly EventModel[];
  /** The state of the protocol; `undefined` if the manifest names no state. */
  readonly state: StateModel | undefined;
  /** Returns the name of the declared type of a schema; `undefined` if the schema has none. */
  readonly nameOf: (schema: Schema) => string | undefined;
};
