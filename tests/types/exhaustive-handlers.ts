import { dispatchClientEvent, dispatchServerEvent, isKnownRunStatus } from "@dagwire/dag";
import type { ClientEvent, ClientEventHandlers, NodeStatus, RunStatus, ServerEvent } from "@dagwire/dag";
import { unreachable } from "@dagwire/runtime/codegen/v1";

// Compiled, never run: each @ts-expect-error is an assertion that the line below it is an error.

const clientHandlers: ClientEventHandlers<string, number> = {
  human_decision: (event, context) => event.node_id.length + context.length,
  pause_execution: () => 1,
  resume_execution: () => 2,
  cancel_execution: () => 3,
  retry_node: (event) => event.node_id.length,
  skip_node: (event) => event.node_id.length,
  message_agent: (event) => event.text.length,
  raise_budget: (event) => event.budget,
  rerun_node: (event) => event.node_id.length,
  update_gate: (event) => event.gate_id.length,
};

/** Has every handler. */
export function complete(event: ClientEvent): number {
  return dispatchClientEvent(event, clientHandlers, "context");
}

const { skip_node: _left, ...incompleteHandlers } = clientHandlers;

/** Lacks one handler. */
export function incomplete(event: ClientEvent): number {
  // @ts-expect-error -- skip_node is missing
  return dispatchClientEvent(event, incompleteHandlers, "context");
}

/** The union narrows by its discriminator. */
export function narrow(event: ServerEvent): NodeStatus | undefined {
  if (event.type !== "node_state") {
    // @ts-expect-error -- only node_state has a status of a node
    return event.status;
  }
  return event.status;
}

/** The messages of the seed have the generated types. */
export const seedMessages: readonly (ServerEvent | ClientEvent)[] = [
  { type: "node_state", node_id: "a", status: "running" },
  { type: "node_state", node_id: "a", status: "completed", output: { any: 1 }, metrics: {} },
  { type: "edge_active", from: "a", to: "b" },
  { type: "cost_update", spent: 1, budget: 2, remaining: 1 },
  { type: "execution_complete", results: { a: 1 } },
  { type: "error", message: "no" },
  { type: "human_decision", node_id: "a", decision: "approve" },
  { type: "pause_execution" },
  { type: "resume_execution" },
  { type: "cancel_execution" },
];

/** A literal that no schema allows. */
export const misspelt: ServerEvent = {
  type: "node_state",
  node_id: "a",
  // @ts-expect-error -- not a status
  status: "done",
};

/** Events are read-only. */
export function frozen(event: ServerEvent): void {
  if (event.type === "error") {
    // @ts-expect-error -- readonly
    event.message = "changed";
  }
}

void dispatchServerEvent;

/** A switch over an open enum has a branch for the values that later versions add. */
export function withOthers(status: RunStatus): "good" | "bad" | "new" {
  switch (status) {
    case "completed":
      return "good";
    case "failed":
    case "cancelled":
    case "timed_out":
      return "bad";
    default:
      return "new";
  }
}

/** Lacks that branch. */
// @ts-expect-error -- a value of a later version has no case
export function withoutOthers(status: RunStatus): "good" | "bad" {
  switch (status) {
    case "completed":
      return "good";
    case "failed":
    case "cancelled":
    case "timed_out":
      return "bad";
  }
}

/** No value of a later version is `never`. */
export function claimedUnreachable(status: RunStatus): void {
  if (isKnownRunStatus(status)) return;
  // @ts-expect-error -- a later version may send such a value
  unreachable(status);
}

/** Code can pass on a value that it does not know, and cannot write one. */
export function passOn(status: RunStatus): RunStatus {
  const misspeltStatus: string = "complete";
  // @ts-expect-error -- any string is not a status
  const made: RunStatus = misspeltStatus;
  return status === "failed" ? status : made;
}
