import type { HumanGateResolvedEvent } from "@dagwire/dag";
import type { ReactNode } from "react";
import { useRun } from "../hooks/session-context.js";
import { actorName } from "../store/apply-server-event.js";
import { formatValue } from "./format.js";
import { decidedText } from "./status-text.js";

/** How the gate of a node closed: what was decided, by whom, and what they said. */
export function DecisionNote({ nodeId }: { readonly nodeId: string }): ReactNode {
  const decision = useRun(({ decisions }) => decisions.get(nodeId));
  if (decision === undefined) return null;
  return (
    <div className="decision" data-decision={decision.decision} data-testid="decision">
      <p>{describeDecision(decision)}</p>
      {decision.feedback !== undefined && decision.feedback !== "" && <blockquote>{decision.feedback}</blockquote>}
      {decision.modification !== undefined && <pre>{formatValue(decision.modification)}</pre>}
    </div>
  );
}

function describeDecision({ resolution, decision, actor }: HumanGateResolvedEvent): string {
  if (resolution === "cancelled" || decision === undefined) return "Closed without a decision";
  if (resolution === "expired") return `${decidedText[decision]} because the time ran out`;
  return `${decidedText[decision]} by ${actorName(actor) ?? "somebody"}`;
}
