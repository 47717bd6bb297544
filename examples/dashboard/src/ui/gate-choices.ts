import type { GateChoice, GateDecision, GatePresentation, HumanDecisionEvent, WaitingGate } from "@dagwire/dag";
import { type FormTexts, formFields, readForm } from "../run/form-fields.js";

/** Returns the answers that a gate offers, in order. */
export function gateChoices({ choices, response_schema }: GatePresentation): readonly GateChoice[] {
  if (choices !== undefined) return choices;
  const plain: readonly GateChoice[] = [{ decision: "approve" }, { decision: "reject" }];
  return response_schema === undefined ? plain : [...plain, { decision: "modify" }];
}

/** The fields of a gate's form that the user has filled in. */
export type GateAnswer = {
  readonly feedback: string;
  /** The changes that the user has typed as JSON, if the gate's schema lists no properties. */
  readonly modification: string;
  /** The texts of the fields for the changes, if the gate's schema lists properties. */
  readonly texts: FormTexts;
  readonly actor: string;
};

/** The field that is wrong, and why. The name is "" if the form has no fields. */
export type Problem = { readonly name: string; readonly message: string };

/** The event to send, or the reason why the page cannot send the answer yet. */
export type DecisionResult =
  { readonly kind: "ready"; readonly event: HumanDecisionEvent } | { readonly kind: "invalid"; readonly problem: Problem };

/** Makes the event of a decision. The event contains the gate's id, so that a late click never decides a later gate of the same node. */
export function makeDecision(gate: WaitingGate, decision: GateDecision, answer: GateAnswer): DecisionResult {
  const { node_id, gate_id } = gate;
  const base: HumanDecisionEvent = {
    type: "human_decision",
    node_id,
    decision,
    ...(gate_id === undefined ? {} : { gate_id }),
    ...(answer.feedback.trim() === "" ? {} : { feedback: answer.feedback.trim() }),
    ...(answer.actor.trim() === "" ? {} : { actor: { id: answer.actor.trim(), kind: "person" } }),
  };
  if (decision !== "modify") return { kind: "ready", event: base };
  const changes = readChanges(gate, answer);
  return changes.kind === "invalid"
    ? { kind: "invalid", problem: changes }
    : { kind: "ready", event: { ...base, modification: changes.value } };
}

type Changes = { readonly kind: "ready"; readonly value: unknown } | ({ readonly kind: "invalid" } & Problem);

function readChanges({ presentation }: WaitingGate, { modification, texts }: GateAnswer): Changes {
  const fields = formFields(presentation.response_schema);
  if (fields !== undefined) return readForm(fields, texts);
  try {
    return { kind: "ready", value: JSON.parse(modification) };
  } catch (thrown) {
    return { kind: "invalid", name: "", message: `The changes are not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}` };
  }
}
