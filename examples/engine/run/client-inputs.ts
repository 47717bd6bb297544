import type { ClientEventHandlers } from "@dagwire/dag";
import type { RunInput } from "../scheduler/run-input.js";

/**
 * Maps each event of a dashboard to an input of the run, or to `undefined` if this engine does not support the event. A new client
 * event causes a compile error here.
 */
export const clientInputs: ClientEventHandlers<void, RunInput | undefined> = {
  human_decision: ({ type: _type, node_id, gate_id, ...decision }) => ({
    kind: "gate_decided",
    nodeId: node_id,
    ...(gate_id === undefined ? {} : { gateId: gate_id }),
    ...decision,
  }),
  pause_execution: ({ type: _type, ...request }) => ({ kind: "pause", ...request }),
  resume_execution: ({ type: _type, ...request }) => ({ kind: "resume", ...request }),
  cancel_execution: ({ type: _type, ...request }) => ({ kind: "stop", status: "cancelled", ...request }),
  retry_node: ({ type: _type, node_id, ...request }) => ({ kind: "retry_node", nodeId: node_id, ...request }),
  skip_node: ({ type: _type, node_id, ...request }) => ({ kind: "skip_node", nodeId: node_id, ...request }),
  message_agent: () => undefined,
  raise_budget: () => undefined,
  rerun_node: () => undefined,
  update_gate: () => undefined,
};
