/** An order to a server process. */
export type ServerOrder =
  | { readonly kind: "publish"; readonly ticks: number; readonly eventsPerTick: number; readonly pauseMs: number }
  /** Publishes at a fixed rate. If a timer is late, the next one publishes the missing events. */
  | { readonly kind: "pace"; readonly perSecond: number; readonly events: number }
  /** `collects`: garbage is collected first, and what that takes counts as used before. */
  | { readonly kind: "usage"; readonly collects: boolean };

/** A message of a server process. */
export type ServerAnswer =
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "usage"; readonly cpuMs: number; readonly rssBytes: number; readonly connections: number };

/** An order to a load process: connect `count` more clients, end the newest `count`, or report the arrival of `events` more events. */
export type LoadOrder =
  { readonly kind: "connect" | "disconnect"; readonly count: number } | { readonly kind: "expect"; readonly events: number };

/** A message of a load process. */
export type LoadAnswer = { readonly kind: "connected" } | { readonly kind: "disconnected" } | { readonly kind: "received" };

/** Returns the user and system time of this process so far. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
