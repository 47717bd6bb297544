const probeTimeoutMs = 3_000;

/** What a client knows of the other side's being alive. */
export type Pulse = {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly heardAtMs: number;
  /** Number of the last `$ping`. */
  readonly sentPings: number;
  /** When the `$ping` that has no answer yet was sent. */
  readonly probeAtMs?: number | undefined;
  /** The answer is due at once: the page has come back, or the network. */
  readonly isUrgent?: boolean;
  /** From the last `$ping` to its `$pong`. */
  readonly roundTripMs?: number | undefined;
};

/** What to do about silence. */
export type PulseVerdict = "fine" | "probe" | "stale" | "dead";

/** Before the server has said otherwise. */
export const defaultPulse: Pulse = { intervalMs: 15_000, timeoutMs: 40_000, heardAtMs: 0, sentPings: 0 };

/** Anything that arrives is a sign of life; `pong` is the number that a `$pong` carries. */
export function hear(pulse: Pulse, nowMs: number, pong?: number): Pulse {
  const { probeAtMs, sentPings } = pulse;
  const roundTripMs = probeAtMs !== undefined && pong === sentPings ? nowMs - probeAtMs : pulse.roundTripMs;
  return { ...pulse, heardAtMs: nowMs, probeAtMs: undefined, isUrgent: false, roundTripMs };
}

/** A `$ping` is on its way. */
export function probe(pulse: Pulse, nowMs: number, isUrgent: boolean): Pulse {
  return { ...pulse, sentPings: pulse.sentPings + 1, probeAtMs: nowMs, isUrgent };
}

export function judgePulse(pulse: Pulse, nowMs: number): PulseVerdict {
  const isOverdue = pulse.probeAtMs !== undefined && nowMs - pulse.probeAtMs >= probeTimeoutMs;
  if (nowMs - pulse.heardAtMs >= pulse.timeoutMs || (isOverdue && pulse.isUrgent === true)) return "dead";
  if (isOverdue) return "stale";
  return pulse.probeAtMs === undefined && nowMs - pulse.heardAtMs >= pulse.intervalMs ? "probe" : "fine";
}

/** When the verdict may change. */
export function pulseWakeMs({ heardAtMs, intervalMs, timeoutMs, probeAtMs }: Pulse, nowMs: number): number {
  const deadAtMs = heardAtMs + timeoutMs;
  if (probeAtMs === undefined) return Math.min(deadAtMs, heardAtMs + intervalMs);
  const overdueAtMs = probeAtMs + probeTimeoutMs;
  return overdueAtMs > nowMs ? Math.min(deadAtMs, overdueAtMs) : deadAtMs;
}
