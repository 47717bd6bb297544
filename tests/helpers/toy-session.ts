import type { OpenOptions, OpenStream } from "@dagwire/runtime/server";
import type { ToyServer } from "./stream-harness.js";
import { nodeState } from "./toy-dag.js";
import type { ClientEvent, ServerEvent } from "./toy-dag.js";
import { toyState } from "./toy-state.js";
import type { Nodes } from "./toy-state.js";

/** The handlers of a toy run's commands. */
export type Commands = OpenOptions<ServerEvent, ClientEvent, ClientEvent["type"], undefined>["commands"];

/** Handlers with which a decision completes its node, and a pause is refused. */
export const approving: Commands = {
  human_decision: (event, command) => {
    command.publish(nodeState(event.node_id, "completed"));
    return { by: event.decision };
  },
  pause_execution: (_event, command) => command.reject("already_paused", "the run is paused"),
};

/** Opens a toy run. A decision decides the gate of its node. */
export async function openToy(streams: ToyServer<undefined>, id = "run-1", commands = approving): Promise<OpenStream<ServerEvent, Nodes>> {
  return streams.stream(id).open({ state: toyState, commands, gate: (event) => ("node_id" in event ? event.node_id : undefined) });
}
