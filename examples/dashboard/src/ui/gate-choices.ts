import type { GateChoice, GateDecision, GatePresentation, HumanDecisionEvent, WaitingGate } from "@dagwire/dag";

/** The answers that a gate offers, in order. */
export function gateChoices({ choices, response_schema }: GatePresentation): readonly GateChoice[] {
  if (choices !== undefined) return choices;
  const plain: readonly GateChoice[] = [{ decision: "approve" }, { decision: "reject" }];
  return response_schema === undefined ? plain : [...plain, { decision: "modify" }];
}

/** What a person has filled in. */
export type GateAnswer = { readonly feedback: string; readonly modification: string; readonly actor: string };

/** The event to send, or why the answer cannot be sent yet. */
export type DecisionResult =
  { readonly kind: "ready"; readonly event: HumanDecisionEvent } | { readonly kind: "invalid"; readonly message: string };

/** Makes an event of an answer. Names the instance of the gate, so that a late click decides no other. */
export function makeDecision({ node_id, gate_id }: WaitingGate, decision: GateDecision, answer: GateAnswer): DecisionResult {
  const base: HumanDecisionEvent = {
    type: "human_decision",
    node_id,
    decision,
    ...(gate_id === undefined ? {} : { gate_id }),
    ...(answer.feedback.trim() === "" ? {} : { feedback: answer.feedback.trim() }),
    ...(answer.actor.trim() === "" ? {} : { actor: { id: answer.actor.trim(), kind: "person" } }),
  };
  if (decision !== "modify") return { kind: "ready", event: base };
  try {
    const modification: unknown = JSON.parse(answer.modification);
    return { kind: "ready", event: { ...base, modification } };
  } catch (thrown) {
    return { kind: "invalid", message: `The changes are not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}` };
  }
}
