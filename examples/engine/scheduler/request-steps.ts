import type { RunDraft } from "./run-draft.js";
import type { Request, RunInput } from "./run-input.js";
import { type NodeRun, isFinal } from "./run-state.js";
import { findBlocker } from "./settle.js";

type InputOf<Kind extends RunInput["kind"]> = Extract<RunInput, { readonly kind: Kind }>;

export function applyPause(draft: RunDraft, input: InputOf<"pause">): void {
  if (draft.phase !== "running" || draft.paused) return;
  draft.set({ paused: true });
  draft.act({ kind: "paused", request: requestOf(input) });
  for (const [node] of draft.entries()) {
    if (node.status === "queued") draft.change(node, { status: "paused" });
  }
}

export function applyResume(draft: RunDraft, input: InputOf<"resume">): void {
  if (draft.phase !== "running" || !draft.paused) return;
  draft.set({ paused: false });
  draft.act({ kind: "resumed", request: requestOf(input) });
  for (const [node] of draft.entries()) {
    if (node.status === "paused") draft.change(node, { status: "queued" });
  }
}

/** Stops the run. Does nothing if the run is already being stopped. */
export function applyStop(draft: RunDraft, input: InputOf<"stop">): void {
  if (draft.phase === "stopping") return;
  const message = input.reason ?? (input.status === "cancelled" ? "cancelled on request" : "the run took too long");
  draft.set({ phase: "stopping", paused: false, ending: { status: input.status, error: { message, code: input.status } } });
  for (const [node] of draft.entries()) {
    if (!isFinal(node.status)) stopNode(draft, node, "cancelled", message);
  }
}

export function applyRetryNode(draft: RunDraft, input: InputOf<"retry_node">): void {
  const node = findForRequest(draft, input.nodeId);
  const planned = draft.planned(input.nodeId);
  if (node === undefined || planned === undefined) return;
  if (!isFinal(node.status) || node.status === "completed") {
    return draft.refuse("not_retryable", `"${node.id}" is ${node.status}; only failed or skipped nodes can be retried`, node.id);
  }
  const blocker = findBlocker(draft, planned);
  if (blocker !== undefined) return draft.refuse("blocked", `"${node.id}" waits for "${blocker.id}"; retry "${blocker.id}" first`, node.id);
  reopen(draft, node);
}

export function applySkipNode(draft: RunDraft, input: InputOf<"skip_node">): void {
  const node = findForRequest(draft, input.nodeId);
  if (node === undefined) return;
  if (isFinal(node.status)) return draft.refuse("not_skippable", `"${node.id}" is ${node.status} already`, node.id);
  stopNode(draft, draft.note(node, { waived: true }), "skipped", input.reason ?? "skipped on request");
}

function findForRequest(draft: RunDraft, nodeId: string): NodeRun | undefined {
  const node = draft.node(nodeId);
  if (draft.phase === "stopping") draft.refuse("run_stopping", "the run is being stopped", nodeId);
  else if (node === undefined) draft.refuse("no_such_node", `node "${nodeId}" does not exist`, nodeId);
  else return node;
  return undefined;
}

function stopNode(draft: RunDraft, node: NodeRun, status: "skipped" | "cancelled", reason: string): void {
  if (node.status === "running") {
    draft.note(node, { stopsAs: status, reason });
    draft.act({ kind: "stop_attempt", nodeId: node.id, attempt: node.attempt });
    return;
  }
  if (node.status === "waiting") draft.closeGate(node, { resolution: "cancelled" });
  draft.change(node, { status, reason });
}

/** Resets the node and all nodes that were skipped because of it. */
function reopen(draft: RunDraft, node: NodeRun): void {
  const planned = draft.planned(node.id);
  draft.change(node, {
    status: "pending",
    attemptsLeft: planned?.maxAttempts ?? 1,
    waived: false,
    error: undefined,
    reason: undefined,
    output: undefined,
  });
  for (const [dependent, { after }] of draft.entries()) {
    if (after.includes(node.id) && dependent.status === "skipped" && !dependent.waived) reopen(draft, dependent);
  }
}

function requestOf({ reason, actor }: Request): Request {
  return { ...(reason === undefined ? {} : { reason }), ...(actor === undefined ? {} : { actor }) };
}
