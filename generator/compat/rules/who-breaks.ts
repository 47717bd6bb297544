import type { Direction } from "../../model/protocol.js";
import type { ChangeKind } from "../change/change-kind.js";
import type { Flow } from "../protocol/wire.js";
import { changeRules } from "./change-rules.js";

/** Who reads the events of a direction, and who sends them. */
const peers = {
  server: { readers: "Dashboards", senders: "engines" },
  client: { readers: "Engines", senders: "dashboards" },
} as const;

/** True where a change of the kind can make a reader refuse or miss a message that flows this way. */
export function mayBreak(kind: ChangeKind, flow: Flow): boolean {
  const { strict, tolerant } = changeRules[kind].effects[flow];
  return strict !== "ok" || tolerant !== "ok";
}

/**
 * Who breaks, and in which deploy order: `Dashboards built before this change refuse the new value.
 * They meet it when the engine is deployed first.`
 *
 * @returns `undefined` where a change of the kind breaks nobody that way.
 */
export function whoBreaks(kind: ChangeKind, direction: Direction, flow: Flow): string | undefined {
  const { oldReaders, newReaders } = changeRules[kind];
  const { readers, senders } = peers[direction];
  if (flow === "new-to-old") {
    const order = direction === "server" ? "the engine is deployed first" : "dashboards are deployed first";
    return oldReaders && `${readers} built before this change ${oldReaders}. They meet it when ${order}.`;
  }
  const order =
    direction === "server"
      ? "dashboards are deployed first, and when a journal is replayed"
      : "the engine is deployed first, and when a queued decision is delivered";
  return newReaders && `${readers} built after this change ${newReaders}. They meet ${senders} built before it when ${order}.`;
}
