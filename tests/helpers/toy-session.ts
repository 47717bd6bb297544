import type { Commands, Stream, StreamOptions } from "@dagwire/runtime/server";
import type { ToyServer } from "./stream-harness.js";
import { nodeState } from "./toy-dag.js";
import type { ToyTypes } from "./toy-protocol.js";

/** Handlers of a toy run's commands. */
export type ToyCommands = Commands<ToyTypes>;

/** A decision completes its node; a pause is refused. */
export const approving = {
  human_decision: (event, command) => {
    command.publish(nodeState(event.node_id, "completed"));
    return { by: event.decision };
  },
  pause_execution: (_event, command) => command.reject("already_paused", "the run is paused"),
} satisfies ToyCommands;

/** The gates of a toy run are its nodes. */
export const gate: NonNullable<StreamOptions<ToyTypes>["gate"]> = (event) => ("node_id" in event ? event.node_id : undefined);

/** Opens a toy run whose decisions are gate decisions of their node. */
export async function openToy(streams: ToyServer, id = "run-1", commands: ToyCommands = approving): Promise<Stream<ToyTypes>> {
  return streams.open(id, { commands, gate });
}
