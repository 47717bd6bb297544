const probeTimeoutMs = 3_000;

/** When the client last received a frame of the server, and the `$ping` that has no `$pong` yet. */
export type Heartbeat = {
  /** If the server has sent nothing for this time, the client sends `$ping`. */
  readonly intervalMs: number;
  /** If the server has sent nothing for this time, the client gives up the connection. */
  readonly timeoutMs: number;
  readonly heardAtMs: number;
  /** Number of the last `$ping`. */
  readonly sentPings: number;
  /** When the client sent the `$ping` that has no `$pong` yet. */
  readonly probeAtMs?: number | undefined;
  /** True if the page or the network had come back before the `$ping`. The connection is then dead if the `$pong` is overdue. */
  readonly isUrgent?: boolean;
  /** Time from a `$ping` to its `$pong`. */
  readonly roundTripMs?: number | undefined;
};

/**
 * The client's action while the server sends nothing. `probe`: send `$ping`. `stale`: report that the `$pong` is overdue. `dead`:
 * give up the connection.
 */
export type SilenceAction = "probe" | "stale" | "dead";

/** The client's heartbeat until the server gives its own times in `$welcome`. */
export const defaultHeartbeat: Heartbeat = { intervalMs: 15_000, timeoutMs: 40_000, heardAtMs: 0, sentPings: 0 };

/** Returns the heartbeat after a frame of the server. `pong` is the number in the frame, if the frame is a `$pong`. */
export function hear(heartbeat: Heartbeat, nowMs: number, pong?: number): Heartbeat {
  const { probeAtMs, sentPings } = heartbeat;
  const roundTripMs = probeAtMs !== undefined && pong === sentPings ? nowMs - probeAtMs : heartbeat.roundTripMs;
  return { ...heartbeat, heardAtMs: nowMs, probeAtMs: undefined, isUrgent: false, roundTripMs };
}

/** Returns the heartbeat after the client has sent a `$ping`. */
export function probe(heartbeat: Heartbeat, nowMs: number, isUrgent: boolean): Heartbeat {
  return { ...heartbeat, sentPings: heartbeat.sentPings + 1, probeAtMs: nowMs, isUrgent };
}

/** Returns what the client does, depending on how long the server has sent nothing. `undefined`: it waits. */
export function judgeSilence(heartbeat: Heartbeat, nowMs: number): SilenceAction | undefined {
  const { probeAtMs, isUrgent } = heartbeat;
  const isNextDue = nowMs >= nextAtMs(heartbeat);
  if (nowMs >= deadAtMs(heartbeat) || (isNextDue && isUrgent === true)) return "dead";
  return isNextDue ? (probeAtMs === undefined ? "probe" : "stale") : undefined;
}

/** Returns the time at which the result of {@link judgeSilence} may change. */
export function heartbeatWakeMs(heartbeat: Heartbeat, nowMs: number): number {
  const next = nextAtMs(heartbeat);
  return Math.min(next > nowMs ? next : Infinity, deadAtMs(heartbeat));
}

function deadAtMs({ heardAtMs, timeoutMs }: Heartbeat): number {
  return heardAtMs + timeoutMs;
}

/** Returns when the client sends `$ping`, or when the `$pong` is overdue. */
function nextAtMs({ heardAtMs, intervalMs, probeAtMs }: Heartbeat): number {
  return probeAtMs === undefined ? heardAtMs + intervalMs : probeAtMs + probeTimeoutMs;
}
