import type { ReactNode } from "react";
import { useCost } from "@dagwire/dag/react";
import { formatCost } from "./format.js";

/** What the run has cost, against its budget. */
export function CostMeter(): ReactNode {
  const { spent, budget, exceeded } = useCost();
  const isExceeded = exceeded !== undefined || (budget > 0 && spent > budget);
  if (budget === 0) return <p className="cost">{formatCost(spent)}</p>;
  const share = Math.round((spent / budget) * 100);
  return (
    <div className="cost" data-exceeded={isExceeded} data-tight={share >= 80}>
      <meter aria-label="Cost against budget" min={0} max={budget} value={Math.min(spent, budget)} />
      <span data-testid="cost">
        <strong>{formatCost(spent)}</strong> of {formatCost(budget)} {isExceeded ? "· over budget" : `· ${share} %`}
      </span>
    </div>
  );
}
