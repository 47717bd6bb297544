import type { CostUpdateEvent } from "@dagwire/dag";
import type { Price } from "../pipeline/pipeline.js";

/** Spending of a run: processor time of its nodes times the price. Pure arithmetic, no clock. */
export class CostMeter {
  readonly #price: Price;
  readonly #cpuMs = new Map<string, number>();
  readonly #changed = new Set<string>();
  #crossed = false;

  constructor(price: Price) {
    this.#price = price;
  }

  /** What the run has cost so far, in US dollars. */
  get spentUsd(): number {
    let cpuMs = 0;
    for (const nodeMs of this.#cpuMs.values()) cpuMs += nodeMs;
    return this.#toUsd(cpuMs);
  }

  /** What a node has cost so far, in US dollars. */
  nodeCostUsd(nodeId: string): number {
    return this.#toUsd(this.#cpuMs.get(nodeId) ?? 0);
  }

  /** Sets the processor time of a node over all its attempts. A smaller figure than before is ignored: time used does not come back. */
  record(nodeId: string, cpuMs: number): void {
    if (cpuMs <= (this.#cpuMs.get(nodeId) ?? 0)) return;
    this.#cpuMs.set(nodeId, cpuMs);
    this.#changed.add(nodeId);
  }

  /** The figures, if any has changed since the last call. */
  takeUpdate(): CostUpdateEvent | undefined {
    if (this.#changed.size === 0) return undefined;
    const node_costs = Object.fromEntries([...this.#changed].map((nodeId) => [nodeId, this.nodeCostUsd(nodeId)]));
    this.#changed.clear();
    return { ...this.current(), node_costs };
  }

  /** The figures as they stand. */
  current(): CostUpdateEvent {
    const { budgetUsd } = this.#price;
    const spent = this.spentUsd;
    const remaining = budgetUsd === undefined ? 0 : roundUsd(budgetUsd - spent);
    return { type: "cost_update", spent, budget: budgetUsd ?? 0, remaining };
  }

  /** True once: the first time it is asked after spending crossed the budget. */
  takeCrossing(): boolean {
    const { budgetUsd } = this.#price;
    if (this.#crossed || budgetUsd === undefined || this.spentUsd <= budgetUsd) return false;
    this.#crossed = true;
    return true;
  }

  #toUsd(cpuMs: number): number {
    return roundUsd((cpuMs / 1000) * this.#price.usdPerCpuSecond);
  }
}

/** Rounds to a millionth of a cent, so that sums show no binary fractions. */
function roundUsd(usd: number): number {
  return Math.round(usd * 1e8) / 1e8;
}
