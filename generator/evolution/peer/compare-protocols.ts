import type { Direction, EventModel } from "../../model/event-model.js";
import type { ProtocolModel } from "../../model/protocol.js";
import { Consumer } from "./consumer.js";
import { pairEvents } from "./pair-events.js";
import type { EventPair } from "./event-pair.js";
import type { Questions } from "./questions.js";
import type { Flow, WireVerdict } from "./wire.js";

/** One event of one direction, read by one consumer. */
export type WireCell = {
  readonly direction: Direction;
  readonly flow: Flow;
  /** As its producer knows it. */
  readonly event: EventModel;
  readonly verdict: WireVerdict;
  readonly consumer: Consumer;
};

/** What a protocol and an earlier version of it are to one another. */
export type ProtocolComparison = {
  readonly cells: readonly WireCell[];
  readonly pairs: Readonly<Record<Direction, readonly EventPair[]>>;
};

const directions = ["server", "client"] as const;

/** Asks of every event and direction, both ways, what its consumer makes of it. */
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
