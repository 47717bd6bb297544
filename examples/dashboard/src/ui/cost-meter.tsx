import { useCost, useRun } from "@dagwire/dag/react";
import type { ReactNode } from "react";
import { useElapsedMs } from "../hooks/use-elapsed.js";
import { hasEnded } from "../run/phases.js";
import { spendingOf } from "../run/spending.js";
import { formatCost } from "./format.js";

/** Shows the run's cost beside its budget, how fast it spends, and the expected cost at the end. */
export function CostMeter(): ReactNode {
  const { spent, budget, exceeded } = useCost();
  if (budget === 0) {
    return (
      <p className="cost">
        {formatCost(spent)} <Spending />
      </p>
    );
  }
  const isExceeded = exceeded !== undefined || spent > budget;
  const share = Math.round((spent / budget) * 100);
  return (
    <div className="cost" data-exceeded={isExceeded} data-tight={share >= 80}>
      <meter aria-label="Cost against budget" min={0} max={budget} value={Math.min(spent, budget)} />
      <span data-testid="cost">
        <strong>{formatCost(spent)}</strong> of {formatCost(budget)} {isExceeded ? "· over budget" : `· ${share} %`} <Spending />
      </span>
    </div>
  );
}

function Spending(): ReactNode {
  const cost = useCost();
  const run = useRun();
  const { perMinute, projected } = spendingOf(cost, run, useElapsedMs());
  if (perMinute === undefined || hasEnded(run)) return null;
  const parts = [`${formatCost(perMinute)} a minute`, projected === undefined ? undefined : `about ${formatCost(projected)} in all`];
  return <span className="muted">{parts.filter((part) => part !== undefined).join(", ")}</span>;
}
