import type { Direction, EventModel } from "../../model/event-model.js";
import type { ProtocolModel } from "../../model/protocol.js";
import { Consumer } from "./consumer.js";
import { pairEvents } from "./pair-events.js";
import type { EventPair } from "./pair-events.js";
import type { Flow, Questions, WireVerdict } from "./wire.js";

/** The verdict on whether one consumer can read the messages of one event. */
export type WireCell = {
  readonly direction: Direction;
  readonly flow: Flow;
  /** The event, as the producer's version of the protocol describes it. */
  readonly event: EventModel;
  readonly verdict: WireVerdict;
  readonly consumer: Consumer;
};

/** The differences between a protocol and an earlier version of the protocol, and the verdict for each event. */
export type ProtocolComparison = {
  readonly cells: readonly WireCell[];
  readonly pairs: Readonly<Record<Direction, readonly EventPair[]>>;
};

const directions = ["server", "client"] as const;

/**
 * Compares two versions of a protocol. Decides for every event, direction and flow whether a consumer of one version
 * can read the messages of a producer of the other.
 */
export function compareProtocols(before: ProtocolModel, after: ProtocolModel, questions: Questions): ProtocolComparison {
  const cells = directions.flatMap((direction) => [
    ...cellsOf(after, before, direction, "new-to-old", questions),
    ...cellsOf(before, after, direction, "old-to-new", questions),
  ]);
  const pairsOf = (direction: Direction): EventPair[] => pairEvents(before[direction].events, after[direction].events);
  return { cells, pairs: { server: pairsOf("server"), client: pairsOf("client") } };
}

function cellsOf(producer: ProtocolModel, reader: ProtocolModel, direction: Direction, flow: Flow, questions: Questions): WireCell[] {
  const consumer = new Consumer(reader, direction, questions);
  return producer[direction].events.map((event) => ({ direction, flow, event, verdict: consumer.verdictOn(event), consumer }));
}
