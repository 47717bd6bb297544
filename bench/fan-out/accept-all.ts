const accept = (): undefined => undefined;

/** Handlers that accept every command of the reference protocol and do nothing. */
export const acceptAll = {
  human_decision: accept,
  pause_execution: accept,
  resume_execution: accept,
  cancel_execution: accept,
  retry_node: accept,
  skip_node: accept,
  rerun_node: accept,
  raise_budget: accept,
  message_agent: accept,
  update_gate: accept,
};
