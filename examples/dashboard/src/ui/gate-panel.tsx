import type { WaitingGate } from "@dagwire/dag";
import type { ReactNode } from "react";
import { useNow } from "../hooks/use-now.js";
import { formatDuration, formatValue } from "./format.js";
import { GateForm } from "./gate-form.js";
import { StatusIcon } from "./status-icon.js";
import { decidedText } from "./status-text.js";

/** Shows the question of a gate, and the form to answer it. */
export function GatePanel({ gate, isFirst }: { readonly gate: WaitingGate; readonly isFirst: boolean }): ReactNode {
  const { title, summary, details, expires_at } = gate.presentation;
  return (
    <section className="panel gate" data-status="waiting" aria-label={`Gate ${gate.node_id}`} data-testid="gate">
      <header className="panel-header">
        <h2>
          <StatusIcon status="waiting" />
          {title ?? gate.node_id}
        </h2>
      </header>
      {summary !== undefined && <p>{summary}</p>}
      {details !== undefined && <pre className="gate-details">{formatValue(details)}</pre>}
      {expires_at !== undefined && <Expiry gate={gate} expiresAt={expires_at} />}
      <GateForm gate={gate} hasKeys={isFirst} />
    </section>
  );
}

function Expiry({ gate, expiresAt }: { readonly gate: WaitingGate; readonly expiresAt: string }): ReactNode {
  const now = useNow(true);
  const leftMs = Math.max(0, Date.parse(expiresAt) - now);
  const outcome = decidedText[gate.presentation.default_decision ?? "reject"].toLowerCase();
  return (
    <p className="muted">
      Counts as {outcome} without an answer within {formatDuration(leftMs)}.
    </p>
  );
}
