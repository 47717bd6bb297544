import type { Direction } from "../../model/event-model.js";
import type { ChangeKind } from "../change/change-kind.js";
import type { Flow } from "../peer/wire.js";
import { changeRules } from "./change-rules.js";

/** Who reads the events of a direction, and who sends them. */
const peers = {
  server: { readers: "Clients", senders: "servers" },
  client: { readers: "Servers", senders: "clients" },
} as const;

/**
 * Who breaks, and in which deploy order: `Clients built before this change refuse the new value.
 * They meet it when the server is deployed first.`
 *
 * @returns `undefined` where a change of the kind breaks nobody that way.
 */
export function whoBreaks(kind: ChangeKind, direction: Direction, flow: Flow): string | undefined {
  const { oldReaders, newReaders } = changeRules[kind];
  const { readers, senders } = peers[direction];
  if (flow === "new-to-old") {
    const order = direction === "server" ? "the server is deployed first" : "clients are deployed first";
    return oldReaders && `${readers} built before this change ${oldReaders}. They meet it when ${order}.`;
  }
  const order =
    direction === "server"
      ? "clients are deployed first, and when a journal is replayed"
      : "the server is deployed first, and when a queued message is delivered";
  return newReaders && `${readers} built after this change ${newReaders}. They meet ${senders} built before it when ${order}.`;
}
