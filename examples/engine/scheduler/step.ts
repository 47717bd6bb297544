import { applyAttemptFailed, applyAttemptSucceeded, applyRetryDue } from "./attempt-steps.js";
import { applyGateDecided, applyGateExpired } from "./gate-steps.js";
import { RunDraft, type StepResult } from "./run-draft.js";
import type { RunInput } from "./run-input.js";
import { applyPause, applyResume, applyRetryNode, applySkipNode, applyStop } from "./request-steps.js";
import type { RunState } from "./run-state.js";
import { settle } from "./settle.js";

/**
 * Computes one step of a run: returns the next state and the actions for a state and an input. A pure function, which uses no
 * clock, process or socket. Inputs after the end of the run change nothing.
 */
export function step(state: RunState, input: RunInput): StepResult {
  const draft = new RunDraft(state);
  if (state.phase === "over") refuseLate(draft, input);
  else {
    apply(draft, input);
    settle(draft);
  }
  return draft.finish();
}

function apply(draft: RunDraft, input: RunInput): void {
  switch (input.kind) {
    case "start":
      if (draft.phase === "ready") draft.set({ phase: "running" });
      return;
    case "attempt_succeeded":
      return applyAttemptSucceeded(draft, input);
    case "attempt_failed":
      return applyAttemptFailed(draft, input);
    case "retry_due":
      return applyRetryDue(draft, input);
    case "gate_decided":
      return applyGateDecided(draft, input);
    case "gate_expired":
      return applyGateExpired(draft, input);
    case "pause":
      return applyPause(draft, input);
    case "resume":
      return applyResume(draft, input);
    case "stop":
      return applyStop(draft, input);
    case "retry_node":
      return applyRetryNode(draft, input);
    case "skip_node":
      return applySkipNode(draft, input);
  }
}

/** Handles an input after the run is over. Refuses a person's request with a reason. Ignores any other input. */
function refuseLate(draft: RunDraft, input: RunInput): void {
  if (input.kind === "gate_decided" || input.kind === "retry_node" || input.kind === "skip_node") {
    draft.refuse("run_over", "the run is over", input.nodeId);
  }
}
