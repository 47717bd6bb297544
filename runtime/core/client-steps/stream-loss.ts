import type { Position } from "../frames/types.js";

/** The events and states of a stream that a client could not read. The connection stays live, unless the client has refused a whole state. */
export type StreamLoss = LossCounts & {
  /** The server's version of the protocol, when the last loss came. */
  readonly server: { readonly version: string; readonly digest: string };
  /** True if this client's version is lower than the server's. */
  readonly isOlder: boolean;
  /** The last loss: the name of the event, the reason, and the position in the stream. */
  readonly last: Loss;
  /** True if the client has received a whole state since the last loss. */
  readonly isHealed: boolean;
};

/** An event that a client did not know or that its schema refused, or a whole state that its schema refused. */
export type Loss = {
  readonly kind: "unknown" | "refused" | "state";
  readonly name?: string | undefined;
  readonly reason: string;
  readonly at?: Position | undefined;
};

/** How much a client could not read. */
export type LossCounts = {
  /** Number of events whose tag the client's version of the protocol lacks. */
  readonly unknown: number;
  /** Number of events whose tag the client knows, and that did not match their schemas. */
  readonly refused: number;
  /** Number of whole states that did not match the schema. */
  readonly states: number;
};

/** The losses of one stream, the next report of them, and the next request for the state. */
export type LossRecord = {
  readonly loss: StreamLoss;
  /** The losses that the next report has. */
  readonly unreported?: (LossCounts & { readonly names: readonly string[] }) | undefined;
  /** The earliest time at which the client sends the next frame `$loss`. */
  readonly reportAtMs: number;
  /** Time at which the client asks for the state again. */
  readonly healAtMs: number;
  /** Milliseconds that the client waits, besides the random part, before it asks for the state, or has waited the last time. */
  readonly healDelayMs: number;
  /** Time at which the client last asked for the state. */
  readonly askedAtMs: number;
};
