import type { GateOutcome } from "@dagwire/dag";
import { useStreamAt } from "@dagwire/dag/react";
import type { ReactNode } from "react";
import { formatValue } from "./format.js";
import { actorName, decidedText } from "./status-text.js";

/** Shows how the gate of a node closed: the decision, its author, and the author's feedback. */
export function DecisionNote({ nodeId }: { readonly nodeId: string }): ReactNode {
  const decision = useStreamAt(["decisions", nodeId]);
  if (decision === undefined) return null;
  return (
    <div className="decision" data-decision={decision.decision} data-testid="decision">
      <p>{describeDecision(decision)}</p>
      {decision.feedback !== undefined && decision.feedback !== "" && <blockquote>{decision.feedback}</blockquote>}
      {decision.modification !== undefined && <pre>{formatValue(decision.modification)}</pre>}
    </div>
  );
}

function describeDecision({ resolution, decision, actor }: GateOutcome): string {
  if (resolution === "cancelled" || decision === undefined) return "Closed without a decision";
  if (resolution === "expired") return `${decidedText[decision]} because the time ran out`;
  if (resolution !== "decided") return `${decidedText[decision]} (${resolution})`;
  return `${decidedText[decision]} by ${actorName(actor) ?? "somebody"}`;
}
