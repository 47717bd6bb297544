const accept = (): undefined => undefined;

/** Handlers for all commands of the reference protocol: each is accepted, and nothing happens. */
export const acceptAll = {
  human_decision: accept,
  pause_execution: accept,
  resume_execution: accept,
  cancel_execution: accept,
  retry_node: accept,
  skip_node: accept,
};
