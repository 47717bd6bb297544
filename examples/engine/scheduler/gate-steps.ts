import { type RunDraft, gateIdOf } from "./run-draft.js";
import type { Decision, GateResolution, RunInput } from "./run-input.js";
import type { NodeRun } from "./run-state.js";

type InputOf<Kind extends RunInput["kind"]> = Extract<RunInput, { readonly kind: Kind }>;

export function applyGateDecided(draft: RunDraft, input: InputOf<"gate_decided">): void {
  const node = draft.node(input.nodeId);
  if (node === undefined) return draft.refuse("no_such_node", `node "${input.nodeId}" does not exist`, input.nodeId);
  if (node.status !== "waiting") return draft.refuse("gate_not_open", `no gate is open at "${input.nodeId}"`, input.nodeId);
  if (input.gateId !== undefined && input.gateId !== gateIdOf(node)) {
    return draft.refuse("gate_conflict", `gate "${input.gateId}" is closed; "${gateIdOf(node)}" is open now`, input.nodeId);
  }
  const { kind: _kind, nodeId: _nodeId, gateId: _gateId, ...decision } = input;
  resolveGate(draft, node, { resolution: "decided", ...decision });
}

export function applyGateExpired(draft: RunDraft, input: InputOf<"gate_expired">): void {
  const node = draft.node(input.nodeId);
  if (node?.status !== "waiting" || gateIdOf(node) !== input.gateId) return;
  resolveGate(draft, node, { resolution: "expired", decision: input.decision });
}

function resolveGate(draft: RunDraft, node: NodeRun, how: Extract<GateResolution, Decision>): void {
  draft.closeGate(node, how);
  if (how.decision === "reject") {
    draft.change(node, { status: "failed", error: { message: describeRejection(how), code: "gate_rejected", retryable: false } });
    return;
  }
  const { decision, feedback, modification } = how;
  draft.change(node, {
    status: "completed",
    output: {
      decision,
      ...(feedback === undefined ? {} : { feedback }),
      ...(modification === undefined ? {} : { modification }),
    },
  });
}

function describeRejection(how: Extract<GateResolution, Decision>): string {
  if (how.resolution === "expired") return "no decision was made in time";
  return how.feedback === undefined || how.feedback === "" ? "rejected" : `rejected: ${how.feedback}`;
}
