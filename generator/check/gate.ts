import type { DeployOrder } from "../config/config-schema.js";
import type { Flow } from "../compat/protocol/wire.js";
import type { Direction } from "../model/protocol.js";
import type { BaselineModel } from "./baseline-model.js";

/** What a break means: it is refused, it is told, or nobody is hurt. */
export type Gate = "gated" | "warned" | "free";

type Row = Readonly<Record<Direction, Readonly<Record<Flow, Gate>>>>;

/**
 * What peers that run now need, by the order in which the two sides are deployed. A server event of
 * old meets new code in any order, because a journal replays it; a command of old does, because it
 * may be queued or come from a page that nobody reloaded.
 */
const deployed: Readonly<Record<DeployOrder, Row>> = {
  "server-first": {
    server: { "new-to-old": "gated", "old-to-new": "gated" },
    client: { "new-to-old": "warned", "old-to-new": "gated" },
  },
  "client-first": {
    server: { "new-to-old": "warned", "old-to-new": "gated" },
    client: { "new-to-old": "gated", "old-to-new": "gated" },
  },
  rolling: {
    server: { "new-to-old": "gated", "old-to-new": "gated" },
    client: { "new-to-old": "gated", "old-to-new": "gated" },
  },
};

/** Whether an event has to be read in one flow. */
export function gateOf(direction: Direction, flow: Flow, role: BaselineModel["role"], order: DeployOrder): Gate {
  if (role === "retained") return flow === "old-to-new" ? "gated" : "free";
  return deployed[order][direction][flow];
}
