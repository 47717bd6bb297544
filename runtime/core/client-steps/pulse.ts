const probeTimeoutMs = 3_000;

/** When the client last heard the server, and the `$ping` that waits for its `$pong`. */
export type Pulse = {
  /** After this silence the client sends `$ping`. */
  readonly intervalMs: number;
  /** After this silence the client gives up the connection. */
  readonly timeoutMs: number;
  readonly heardAtMs: number;
  /** Number of the last `$ping`. */
  readonly sentPings: number;
  /** When the client sent the `$ping` that has no `$pong` yet. */
  readonly probeAtMs?: number | undefined;
  /** The page or the network has come back, so a missing `$pong` means that the connection is dead. */
  readonly isUrgent?: boolean;
  /** Time from a `$ping` to its `$pong`. */
  readonly roundTripMs?: number | undefined;
};

/** The client's reaction to silence. `stale`: the `$pong` is overdue. `dead`: give up the connection. */
export type PulseState = "fine" | "probe" | "stale" | "dead";

/** The pulse before `$welcome` tells the server's times. */
export const defaultPulse: Pulse = { intervalMs: 15_000, timeoutMs: 40_000, heardAtMs: 0, sentPings: 0 };

/** The server has sent a frame. `pong` is the number of a `$pong`. */
export function hear(pulse: Pulse, nowMs: number, pong?: number): Pulse {
  const { probeAtMs, sentPings } = pulse;
  const roundTripMs = probeAtMs !== undefined && pong === sentPings ? nowMs - probeAtMs : pulse.roundTripMs;
  return { ...pulse, heardAtMs: nowMs, probeAtMs: undefined, isUrgent: false, roundTripMs };
}

/** The client sends a `$ping`. */
export function probe(pulse: Pulse, nowMs: number, isUrgent: boolean): Pulse {
  return { ...pulse, sentPings: pulse.sentPings + 1, probeAtMs: nowMs, isUrgent };
}

/** Returns what the client does about the silence. */
export function judgePulse(pulse: Pulse, nowMs: number): PulseState {
  const isOverdue = pulse.probeAtMs !== undefined && nowMs - pulse.probeAtMs >= probeTimeoutMs;
  if (nowMs - pulse.heardAtMs >= pulse.timeoutMs || (isOverdue && pulse.isUrgent === true)) return "dead";
  if (isOverdue) return "stale";
  return pulse.probeAtMs === undefined && nowMs - pulse.heardAtMs >= pulse.intervalMs ? "probe" : "fine";
}

/** Returns when the result of {@link judgePulse} may change. */
export function pulseWakeMs({ heardAtMs, intervalMs, timeoutMs, probeAtMs }: Pulse, nowMs: number): number {
  const deadAtMs = heardAtMs + timeoutMs;
  if (probeAtMs === undefined) return Math.min(deadAtMs, heardAtMs + intervalMs);
  const overdueAtMs = probeAtMs + probeTimeoutMs;
  return overdueAtMs > nowMs ? Math.min(deadAtMs, overdueAtMs) : deadAtMs;
}
