/** What a server process is told to do. */
export type ServerOrder =
  | { readonly kind: "publish"; readonly ticks: number; readonly eventsPerTick: number; readonly pauseMs: number }
  /** By the clock: what a turn is late with is published in the next. */
  | { readonly kind: "pace"; readonly perSecond: number; readonly events: number }
  | { readonly kind: "usage" };

/** What a server process says. */
export type ServerAnswer =
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "usage"; readonly cpuMs: number; readonly rssBytes: number; readonly connections: number };

/** What a load process is told to do: connect so many more clients, or say when so many more events have come. */
export type LoadOrder = { readonly kind: "connect"; readonly count: number } | { readonly kind: "expect"; readonly events: number };

/** What a load process says. */
export type LoadAnswer = { readonly kind: "connected" } | { readonly kind: "received" };

/** User and system time of this process so far. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
