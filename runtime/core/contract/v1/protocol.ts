import type { EventOf, EventSet } from "./contract.js";
import type { StateReducer } from "./state/state-reducer.js";

/** The types of a protocol: its events by name, and its state. Generated code exports one for each protocol. */
export type ProtocolTypes = {
  /** Event name → type, for what the server sends. */
  readonly server: object;
  /** Event name → type, for what the client sends. */
  readonly client: object;
  /** The state that the server's events make; `undefined` for a protocol without one. */
  readonly state: unknown;
};

/** Another version of the protocol that is still in use: what a server or a client of today does with it. */
export type ProtocolPeer = {
  readonly version: string;
  /** A server of that version, seen from a client of today. */
  readonly asServer: "accept" | "warn" | "refuse";
  /** A client of that version, seen from a server of today. */
  readonly asClient: "accept" | "warn" | "refuse";
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
  /** Covers what the protocol's schemas accept, not their wording. */
  readonly digest: string;
  /** Other versions that are still in use, by digest, as `dagwire check --matrix` found them. @default none is known */
  readonly peers?: Readonly<Record<string, ProtocolPeer>> | undefined;
  readonly server: EventSet<T["server"]>;
  readonly client: EventSet<T["client"]>;
  /** How the server's events make the state. @default the protocol has no state, or this object leaves it out */
  readonly state?: StateReducer<T["state"], EventOf<T["server"]>> | undefined;
  /** Never set. Lets TypeScript infer `T`, as it cannot from `T["server"]`. */
  readonly "~types"?: T | undefined;
};

/** A {@link Protocol} that holds its state. */
export type StatefulProtocol<T extends ProtocolTypes> = Protocol<T> & {
  readonly state: StateReducer<T["state"], EventOf<T["server"]>>;
};
