/** What the server is told to do. */
export type ServerOrder =
  | { readonly kind: "figures" }
  /** Publishes events of `bytes` by the clock, until it is told 0. */
  | { readonly kind: "publish"; readonly perSecond: number; readonly bytes: number }
  | { readonly kind: "drain"; readonly spreadMs: number };

/** What the server says. */
export type ServerAnswer =
  | { readonly kind: "listening"; readonly port: number }
  | {
      readonly kind: "figures";
      readonly rssBytes: number;
      readonly sessions: number;
      readonly waitingBytes: number;
      readonly slowConnections: number;
      readonly publishedEvents: number;
    }
  | { readonly kind: "drained" };

/** How a client reads. */
export type Reading = "all" | "paused" | "slow" | "sawtooth";

/** What the clients are told to do. */
export type ClientsOrder = { readonly kind: "connect"; readonly count: number; readonly reading: Reading } | { readonly kind: "figures" };

/** What the clients say. `arrivalsMs`: when each was let in, by the clients' clock, since they were last asked. */
export type ClientsAnswer = {
  readonly kind: "figures";
  readonly live: number;
  readonly refused: number;
  readonly receivedBytes: number;
  readonly closed: Readonly<Record<string, number>>;
  readonly arrivalsMs: readonly number[];
};
