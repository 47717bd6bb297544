import { type RunDraft, gateIdOf } from "./run-draft.js";
import { type NodeRun, type PlannedNode, isFinal, isSatisfied } from "./run-state.js";

/** Applies the consequences of a step: nodes become ready or are skipped, attempts start, the run ends. */
export function settle(draft: RunDraft): void {
  if (draft.phase === "running") {
    while (advancePending(draft)) continue;
    if (!draft.paused) startQueued(draft);
  }
  endIfOver(draft);
}

/** Returns the first dependency that will never complete, or `undefined` if every dependency still can. */
export function findBlocker(draft: RunDraft, planned: PlannedNode): NodeRun | undefined {
  return dependenciesOf(draft, planned).find((node) => isFinal(node.status) && !isSatisfied(node));
}

/** Returns the status of a ready node whose attempt or gate may not start yet. */
export function readyStatus(draft: RunDraft): "queued" | "paused" {
  return draft.paused ? "paused" : "queued";
}

function dependenciesOf(draft: RunDraft, planned: PlannedNode): readonly NodeRun[] {
  return planned.after.flatMap((id) => draft.node(id) ?? []);
}

function advancePending(draft: RunDraft): boolean {
  let advanced = false;
  for (const [node, planned] of draft.entries()) {
    if (node.status === "pending" && advanceNode(draft, node, planned)) advanced = true;
  }
  return advanced;
}

function advanceNode(draft: RunDraft, node: NodeRun, planned: PlannedNode): boolean {
  const blocker = findBlocker(draft, planned);
  if (blocker !== undefined) {
    draft.change(node, { status: "skipped", reason: `"${blocker.id}" ${blocker.status === "failed" ? "failed" : "did not run"}` });
    return true;
  }
  const dependencies = dependenciesOf(draft, planned);
  if (!dependencies.every(isSatisfied)) return false;
  for (const { id, status } of dependencies) {
    if (status === "completed") draft.act({ kind: "edge_active", from: id, to: node.id });
  }
  draft.change(node, { status: readyStatus(draft) });
  return true;
}

function startQueued(draft: RunDraft): void {
  let slots = draft.maxParallel - countRunning(draft);
  for (const [node, planned] of draft.entries()) {
    if (node.status !== "queued") continue;
    if (planned.kind === "gate") openGate(draft, node);
    else if (slots > 0) {
      slots -= 1;
      startAttempt(draft, node);
    }
  }
}

function startAttempt(draft: RunDraft, node: NodeRun): void {
  const attempt = node.attempt + 1;
  draft.change(node, { status: "running", attempt, attemptsLeft: node.attemptsLeft - 1, error: undefined, reason: undefined });
  draft.act({ kind: "start_attempt", nodeId: node.id, attempt });
}

function openGate(draft: RunDraft, node: NodeRun): void {
  const open = draft.change(node, { status: "waiting", attempt: node.attempt + 1, error: undefined, reason: undefined });
  draft.act({ kind: "open_gate", nodeId: node.id, gateId: gateIdOf(open) });
}

function countRunning(draft: RunDraft): number {
  return [...draft.entries()].filter(([node]) => node.status === "running").length;
}

function endIfOver(draft: RunDraft): void {
  if (draft.phase !== "running" && draft.phase !== "stopping") return;
  const nodes = [...draft.entries()].map(([node]) => node);
  if (!nodes.every((node) => isFinal(node.status))) return;
  draft.set({ phase: "over" });
  const failed = nodes.find((node) => node.status === "failed");
  if (draft.ending !== undefined) draft.act({ kind: "ended", ...draft.ending });
  else if (failed === undefined) draft.act({ kind: "ended", status: "completed", error: undefined });
  else draft.act({ kind: "ended", status: "failed", error: describeFailure(failed) });
}

function describeFailure(node: NodeRun): { readonly message: string; readonly code: string } {
  return { message: `"${node.id}" failed: ${node.error?.message ?? "no reason given"}`, code: "node_failed" };
}
