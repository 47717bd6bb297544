import type { Direction } from "../../model/protocol.js";
import type { ChangeKind } from "../change/change-kind.js";
import { changeRules } from "./change-rules.js";

/** Whose messages meet whose reader. */
export type WireDirection = "newToOld" | "oldToNew";

/** Which side is deployed first. */
export type DeployFirst = "server-first" | "client-first";

/** Who of the two sides reads an event of a direction. */
const readers: Readonly<Record<Direction, string>> = { server: "Dashboards", client: "Engines" };
const senders: Readonly<Record<Direction, string>> = { server: "engines", client: "dashboards" };

/** The deploy order in which a wire direction of a direction's event occurs between live peers. */
export function deployOrderOf(direction: Direction, wire: WireDirection): DeployFirst {
  return (direction === "server") === (wire === "newToOld") ? "server-first" : "client-first";
}

/** The wire direction that a deploy order brings about for a direction's event. */
export function wireDirectionOf(direction: Direction, order: DeployFirst): WireDirection {
  return deployOrderOf(direction, "newToOld") === order ? "newToOld" : "oldToNew";
}

/**
 * A sentence that says who breaks, and in which deploy order: `Dashboards built before this change
 * refuse the new value; they meet it when the engine is deployed first.` `undefined` where the
 * plain case of the change breaks nobody that way.
 */
export function whoBreaks(kind: ChangeKind, direction: Direction, wire: WireDirection): string | undefined {
  const { oldReaders, newReaders } = changeRules[kind];
  const verb = wire === "newToOld" ? oldReaders : newReaders;
  if (verb === undefined) return undefined;
  const first = deployOrderOf(direction, wire) === "server-first" ? "the engine is" : "dashboards are";
  if (wire === "newToOld") return `${readers[direction]} built before this change ${verb}. They meet it when ${first} deployed first.`;
  const kept = direction === "server" ? "a journal is replayed" : "a queued decision is delivered";
  return `${readers[direction]} built after this change ${verb}. They meet ${senders[direction]} built before it when ${first} deployed first, and when ${kept}.`;
}
