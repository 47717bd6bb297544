import type { Protocol } from "@dagwire/runtime";
import { clientEvents, serverEvents } from "./toy-dag.js";
import type { ClientEventMap, ServerEventMap } from "./toy-dag.js";
import type { Nodes } from "./toy-state.js";

/** The types of the toy protocol, as a generated entry has them. */
export type ToyTypes = { readonly server: ServerEventMap; readonly client: ClientEventMap; readonly state: Nodes };

/** The entry object of the toy protocol. */
export const toy: Protocol<ToyTypes> = {
  contract: 1,
  name: "toy",
  version: "1.0.0",
  digest: "sha256:toy",
  server: serverEvents,
  client: clientEvents,
};
