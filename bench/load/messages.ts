/** An order to the server. */
export type ServerOrder =
  | { readonly kind: "figures" }
  /** Publishes events of `bytes` bytes at a fixed rate. A rate of 0 ends that. */
  | { readonly kind: "publish"; readonly perSecond: number; readonly bytes: number }
  /** Publishes the first events of nodes, then changes one node after another at a fixed rate. */
  | { readonly kind: "nodes"; readonly count: number; readonly perSecond: number }
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
      /** By how much the event loop was late since the last figures, in milliseconds: the 99th percentile. */
      readonly delayP99Ms: number;
      /**
       * One item for each client that became live since the last figures: milliseconds from its request to its last byte. The operating
       * system then had its state, the events since and `$synced`.
       */
      readonly handedOverMs: readonly number[];
    }
  | { readonly kind: "ready" }
  | { readonly kind: "drained" };

/** The speed at which a client reads. `once`: it leaves when it is live. */
export type Reading = "all" | "once" | "paused" | "slow" | "sawtooth";

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
  /** For each admission since the last report, the milliseconds from the dial on. */
  readonly waitsMs: readonly number[];
};
