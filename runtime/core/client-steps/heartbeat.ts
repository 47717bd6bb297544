const probeTimeoutMs = 3_000;

/** When the client last heard the server, and the `$ping` that waits for its `$pong`. */
export type Heartbeat = {
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
export type Silence = "fine" | "probe" | "stale" | "dead";

/** The heartbeat before `$welcome` tells the server's times. */
export const defaultHeartbeat: Heartbeat = { intervalMs: 15_000, timeoutMs: 40_000, heardAtMs: 0, sentPings: 0 };

/** The server has sent a frame. `pong` is the number of a `$pong`. */
export function hear(heartbeat: Heartbeat, nowMs: number, pong?: number): Heartbeat {
  const { probeAtMs, sentPings } = heartbeat;
  const roundTripMs = probeAtMs !== undefined && pong === sentPings ? nowMs - probeAtMs : heartbeat.roundTripMs;
  return { ...heartbeat, heardAtMs: nowMs, probeAtMs: undefined, isUrgent: false, roundTripMs };
}

/** The client sends a `$ping`. */
export function probe(heartbeat: Heartbeat, nowMs: number, isUrgent: boolean): Heartbeat {
  return { ...heartbeat, sentPings: heartbeat.sentPings + 1, probeAtMs: nowMs, isUrgent };
}

/** Returns what the client does about the silence. */
export function judgeSilence(heartbeat: Heartbeat, nowMs: number): Silence {
  const isOverdue = heartbeat.probeAtMs !== undefined && nowMs - heartbeat.probeAtMs >= probeTimeoutMs;
  if (nowMs - heartbeat.heardAtMs >= heartbeat.timeoutMs || (isOverdue && heartbeat.isUrgent === true)) return "dead";
  if (isOverdue) return "stale";
  return heartbeat.probeAtMs === undefined && nowMs - heartbeat.heardAtMs >= heartbeat.intervalMs ? "probe" : "fine";
}

/** Returns when the result of {@link judgeSilence} may change. */
export function heartbeatWakeMs({ heardAtMs, intervalMs, timeoutMs, probeAtMs }: Heartbeat, nowMs: number): number {
  const deadAtMs = heardAtMs + timeoutMs;
  if (probeAtMs === undefined) return Math.min(deadAtMs, heardAtMs + intervalMs);
  const overdueAtMs = probeAtMs + probeTimeoutMs;
  return overdueAtMs > nowMs ? Math.min(deadAtMs, overdueAtMs) : deadAtMs;
}
