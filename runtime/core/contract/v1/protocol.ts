import type { EventOf, EventSet } from "./contract.js";
import type { StateReducer } from "./state/state-reducer.js";

/** The types of a protocol: its events by name, and its state. Generated code exports one for each protocol. */
export type ProtocolTypes = {
  /** The types of the server's events, by the event's name. */
  readonly server: object;
  /** The types of the client's events, by the event's name. */
  readonly client: object;
  /** The type of the state that the reducer computes. `undefined` for a protocol without a state. */
  readonly state: unknown;
};

/** Another version of the protocol that is still in use, and whether this version works with it. */
export type ProtocolPeer = {
  readonly version: string;
  /** The reaction of a client of this version to a server of the other version. */
  readonly asServer: "accept" | "warn" | "refuse";
  /** The reaction of a server of this version to a client of the other version. */
  readonly asClient: "accept" | "warn" | "refuse";
  /**
   * `use`: `dagwire check` has proved that a server of this version may continue from a state that a server of the other version
   * has stored.
   *
   * @default the table is older than this property, or one of the versions has no state
   */
  readonly stored?: "use" | "unproved" | undefined;
};

/**
 * A protocol as one object, which generated code exports. Servers, clients, hooks and mock servers are made from it.
 *
 * @typeParam T The protocol's types.
 */
export type Protocol<T extends ProtocolTypes> = {
  /** Version of the contract between generated code and runtime. */
  readonly contract: 1;
  readonly name: string;
  /** Semantic version, as the manifest gives it. */
  readonly version: string;
  /** A hash of the values that the schemas accept, and of the state. It stays the same if only descriptions in the schemas change. */
  readonly digest: string;
  /** Other versions that are still in use, by digest, as `dagwire check --matrix` found them. @default none */
  readonly peers?: Readonly<Record<string, ProtocolPeer>> | undefined;
  readonly server: EventSet<T["server"]>;
  readonly client: EventSet<T["client"]>;
  /** Computes the state from the server's events. @default the protocol has no state, or this object leaves it out */
  readonly state?: StateReducer<T["state"], EventOf<T["server"]>> | undefined;
  /** Never set. TypeScript infers `T` from this property, because it cannot infer `T` from `T["server"]`. */
  readonly "~types"?: T | undefined;
};

/** A {@link Protocol} with a state. */
export type StatefulProtocol<T extends ProtocolTypes> = Protocol<T> & {
  readonly state: StateReducer<T["state"], EventOf<T["server"]>>;
};
