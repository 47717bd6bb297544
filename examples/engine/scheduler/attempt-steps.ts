import type { RunDraft } from "./run-draft.js";
import type { RunInput } from "./run-input.js";
import type { NodeRun } from "./run-state.js";
import { readyStatus } from "./settle.js";

/** The longest wait between two attempts, in milliseconds. */
const maxBackoffMs = 60_000;

type InputOf<Kind extends RunInput["kind"]> = Extract<RunInput, { readonly kind: Kind }>;

export function applyAttemptSucceeded(draft: RunDraft, input: InputOf<"attempt_succeeded">): void {
  const node = findRunning(draft, input);
  // The node is completed even if a stop was requested, because the process completed before the stop reached it.
  if (node !== undefined) draft.change(node, { status: "completed", output: input.output, stopsAs: undefined, reason: undefined });
}

export function applyAttemptFailed(draft: RunDraft, input: InputOf<"attempt_failed">): void {
  const node = findRunning(draft, input);
  if (node === undefined) return;
  if (node.stopsAs !== undefined) return finishStopped(draft, node, node.stopsAs);
  if (node.attemptsLeft <= 0 || input.error.retryable === false) {
    draft.change(node, { status: "failed", error: input.error });
    return;
  }
  const delayMs = backoffDelay(draft, node);
  draft.change(node, { status: "retrying", error: input.error }, delayMs);
  draft.act({ kind: "wait_for_retry", nodeId: node.id, attempt: node.attempt, delayMs });
}

export function applyRetryDue(draft: RunDraft, input: InputOf<"retry_due">): void {
  const node = draft.node(input.nodeId);
  if (node?.status !== "retrying" || node.attempt !== input.attempt) return;
  draft.change(node, { status: readyStatus(draft) });
}

/** Returns the node of an input. Returns `undefined` if the input is about an earlier attempt than the running one. */
function findRunning(draft: RunDraft, input: { readonly nodeId: string; readonly attempt: number }): NodeRun | undefined {
  const node = draft.node(input.nodeId);
  return node?.status === "running" && node.attempt === input.attempt ? node : undefined;
}

function finishStopped(draft: RunDraft, node: NodeRun, status: "skipped" | "cancelled"): void {
  draft.change(node, { status, stopsAs: undefined });
}

function backoffDelay(draft: RunDraft, node: NodeRun): number {
  const planned = draft.planned(node.id);
  if (planned === undefined) return 0;
  const failures = planned.maxAttempts - node.attemptsLeft;
  return Math.min(maxBackoffMs, planned.backoffMs * 2 ** Math.max(0, failures - 1));
}
