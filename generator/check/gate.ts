import type { DeployOrder } from "../config/config-schema.js";
import type { Flow } from "../evolution/peer/wire.js";
import type { Direction } from "../model/event-model.js";
import type { BaselineRole } from "./baseline-model.js";

/** What a break means: it is refused, it is told, or nobody is hurt. */
export type Gate = "gated" | "warned" | "free";

type Row = Readonly<Record<Direction, Readonly<Record<Flow, Gate>>>>;

/** What peers that run now need, by the order in which the two sides are deployed. A page that nobody reloaded sends commands of old in any order. */
const deployed: Readonly<Record<DeployOrder, Row>> = {
  "server-first": {
    server: { "new-to-old": "gated", "old-to-new": "warned" },
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

/** Journals are replayed into today's code, and supported clients send what they always sent. */
const retained: Row = {
  server: { "new-to-old": "free", "old-to-new": "gated" },
  client: { "new-to-old": "free", "old-to-new": "gated" },
};

const severity: readonly Gate[] = ["free", "warned", "gated"];

/** Whether an event has to be read in one flow, by all that its baseline is. */
export function gateOf(direction: Direction, flow: Flow, roles: readonly BaselineRole[], order: DeployOrder): Gate {
  const gates = roles.map((role) => (role === "retained" ? retained : deployed[order])[direction][flow]);
  return gates.reduce<Gate>((worst, gate) => (severity.indexOf(gate) > severity.indexOf(worst) ? gate : worst), "free");
}
