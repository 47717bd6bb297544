import type { Protocol, StatefulProtocol } from "@dagwire/runtime";
import { clientEvents, serverEvents } from "./toy-dag.js";
import type { ClientEventMap, ServerEventMap } from "./toy-dag.js";
import { toyState } from "./toy-state.js";
import type { Nodes } from "./toy-state.js";

/** The types of the toy protocol, as a generated entry has them. */
export type ToyTypes = { readonly server: ServerEventMap; readonly client: ClientEventMap; readonly state: Nodes };

/** The entry object of the toy protocol, without its state. */
export const toy: Protocol<ToyTypes> = {
  contract: 1,
  name: "toy",
  version: "1.0.0",
  digest: "sha256:toy",
  server: serverEvents,
  client: clientEvents,
};

/** The entry object of the toy protocol. */
export const toyRun: StatefulProtocol<ToyTypes> = { ...toy, state: toyState };
