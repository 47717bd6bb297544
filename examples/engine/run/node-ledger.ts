import type { NodeMetrics } from "@dagwire/dag";

/** Measurements of one node over all its attempts. */
export class NodeLedger {
  #readyAtMs: number | undefined;
  #startedAtMs: number | undefined;
  #finishedAtMs: number | undefined;
  #attemptStartedAtMs: number | undefined;
  #queuedMs = 0;
  #durationMs = 0;
  #settledCpuMs = 0;
  #attempts = 0;

  /** Processor time of all ended attempts of the node, in milliseconds. */
  get settledCpuMs(): number {
    return this.#settledCpuMs;
  }

  markReady(nowMs: number): void {
    this.#readyAtMs ??= nowMs;
  }

  markStarted(nowMs: number): void {
    this.#queuedMs += nowMs - (this.#readyAtMs ?? nowMs);
    this.#readyAtMs = undefined;
    this.#startedAtMs ??= nowMs;
    this.#finishedAtMs = undefined;
    this.#attemptStartedAtMs = nowMs;
    this.#attempts += 1;
  }

  markAttemptEnded(nowMs: number, cpuMs: number): void {
    this.#durationMs += nowMs - (this.#attemptStartedAtMs ?? nowMs);
    this.#attemptStartedAtMs = undefined;
    this.#settledCpuMs += cpuMs;
  }

  markFinished(nowMs: number): void {
    this.#finishedAtMs = nowMs;
  }

  /** Returns the current metrics, or `undefined` for a node that never started. */
  metrics(costUsd: number): NodeMetrics | undefined {
    if (this.#startedAtMs === undefined) return undefined;
    return {
      started_at: new Date(this.#startedAtMs).toISOString(),
      ...(this.#finishedAtMs === undefined ? {} : { finished_at: new Date(this.#finishedAtMs).toISOString() }),
      queued_ms: this.#queuedMs,
      duration_ms: this.#durationMs,
      cpu_ms: Math.round(this.#settledCpuMs),
      attempts: this.#attempts,
      cost_usd: costUsd,
    };
  }
}
