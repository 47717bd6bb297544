/** An order to the server. */
export type ServerOrder =
  | { readonly kind: "figures" }
  /** Publishes events of `bytes` bytes at a fixed rate. A rate of 0 ends that. */
  | { readonly kind: "publish"; readonly perSecond: number; readonly bytes: number }
  | { readonly kind: "drain"; readonly spreadMs: number };

/** A message of the server. */
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

/** The speed at which a client reads. */
export type Reading = "all" | "paused" | "slow" | "sawtooth";

/** An order to the clients. */
export type ClientsOrder = { readonly kind: "connect"; readonly count: number; readonly reading: Reading } | { readonly kind: "figures" };

/** A message of the clients. `arrivalsMs` holds the times of admissions since the last report, by the clients' clock. */
export type ClientsAnswer = {
  readonly kind: "figures";
  readonly live: number;
  readonly refused: number;
  readonly receivedBytes: number;
  readonly closed: Readonly<Record<string, number>>;
  readonly arrivalsMs: readonly number[];
};
