import type { CostUpdateEvent } from "@dagwire/dag";
import type { Price } from "../pipeline/pipeline.js";

/** Computes the cost of a run: processor time of its nodes times the price. The caller measures the processor time. */
export class CostMeter {
  readonly #price: Price;
  readonly #cpuMs = new Map<string, number>();
  readonly #changed = new Set<string>();
  #crossed = false;

  constructor(price: Price) {
    this.#price = price;
  }

  /** Cost of the run so far, in US dollars. */
  get spentUsd(): number {
    let cpuMs = 0;
    for (const nodeMs of this.#cpuMs.values()) cpuMs += nodeMs;
    return this.#toUsd(cpuMs);
  }

  /** Returns the cost of a node so far, in US dollars. */
  nodeCostUsd(nodeId: string): number {
    return this.#toUsd(this.#cpuMs.get(nodeId) ?? 0);
  }

  /** Sets the processor time of all attempts of a node. Ignores a smaller number than before, because used time cannot shrink. */
  record(nodeId: string, cpuMs: number): void {
    if (cpuMs <= (this.#cpuMs.get(nodeId) ?? 0)) return;
    this.#cpuMs.set(nodeId, cpuMs);
    this.#changed.add(nodeId);
  }

  /** Returns an event with the current costs, or `undefined` if no cost has changed since the last call. */
  takeUpdate(): CostUpdateEvent | undefined {
    if (this.#changed.size === 0) return undefined;
    const node_costs = Object.fromEntries([...this.#changed].map((nodeId) => [nodeId, this.nodeCostUsd(nodeId)]));
    this.#changed.clear();
    return { ...this.current(), node_costs };
  }

  /** Returns an event with the current cost of the run, without the costs of its nodes. */
  current(): CostUpdateEvent {
    const { budgetUsd } = this.#price;
    const spent = this.spentUsd;
    const remaining = budgetUsd === undefined ? 0 : roundUsd(budgetUsd - spent);
    return { type: "cost_update", spent, budget: budgetUsd ?? 0, remaining };
  }

  /** Returns true once: at the first call after the cost has exceeded the budget. */
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

/** Rounds US dollars to a millionth of a cent, so that sums do not show errors of binary fractions. */
function roundUsd(usd: number): number {
  return Math.round(usd * 1e8) / 1e8;
}
