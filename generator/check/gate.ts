import type { DeployOrder } from "../config/config-schema.js";
import type { Flow } from "../evolution/peer/wire.js";
import type { Direction } from "../model/event-model.js";
import type { ProtocolModel } from "../model/protocol.js";

/**
 * The role of an earlier version.
 * - `deployed`: peers of this version run now.
 * - `retained`: journals hold its events, and servers still admit its clients.
 */
export type BaselineRole = "deployed" | "retained";

/** An earlier version of a protocol. */
export type BaselineModel = {
  /** The name that the user gave, such as `git:v1.0.0`. */
  readonly label: string;
  readonly roles: readonly BaselineRole[];
  readonly model: ProtocolModel;
};

/** The effect of a break: `gated` fails the check, `warned` prints a warning, `free` has no effect. */
export type Gate = "gated" | "warned" | "free";

type Row = Readonly<Record<Direction, Readonly<Record<Flow, Gate>>>>;

/** The gates of versions that run now, by deploy order. In every order, a page that was not reloaded still sends old commands. */
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

/** The gates of retained versions: today's code reads events from journals and commands of older clients. */
const retained: Row = {
  server: { "new-to-old": "free", "old-to-new": "gated" },
  client: { "new-to-old": "free", "old-to-new": "gated" },
};

const severity: readonly Gate[] = ["free", "warned", "gated"];

/** Returns the strictest gate of one flow among the roles of a baseline. */
export function gateOf(direction: Direction, flow: Flow, roles: readonly BaselineRole[], order: DeployOrder): Gate {
  const gates = roles.map((role) => (role === "retained" ? retained : deployed[order])[direction][flow]);
  return gates.reduce<Gate>((worst, gate) => (severity.indexOf(gate) > severity.indexOf(worst) ? gate : worst), "free");
}
