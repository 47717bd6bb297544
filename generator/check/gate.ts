import type { CheckOptions, DeployOrder } from "../config/config-schema.js";
import type { Flow } from "../evolution/peer/wire.js";
import type { Direction } from "../model/event-model.js";
import type { ProtocolModel } from "../model/protocol.js";

/**
 * The role of an earlier version in a check.
 * - `deployed`: peers of this version run now.
 * - `retained`: journals contain its events, and servers still accept its clients.
 */
export type BaselineRole = "deployed" | "retained";

/** An earlier version of a protocol. */
export type BaselineModel = {
  /** The baseline's name as the user wrote it, such as `git:v1.0.0`. */
  readonly label: string;
  readonly roles: readonly BaselineRole[];
  readonly model: ProtocolModel;
};

/**
 * The effect of a break on the check. `gated`: the check fails. `warned`: the check prints a warning. `free`: no
 * effect.
 */
export type Gate = "gated" | "warned" | "free";

type Row = Readonly<Record<Direction, Readonly<Record<Flow, Gate>>>>;

/**
 * The effects on the check if today's version breaks a version that runs now, by deploy order. In every order, a web
 * page that was not reloaded still sends commands of the old version.
 */
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

/**
 * The effects on the check if today's version breaks a retained version. Only today's code reads messages of such a
 * version: events from journals, and commands of older clients.
 */
const retained: Row = {
  server: { "new-to-old": "free", "old-to-new": "gated" },
  client: { "new-to-old": "free", "old-to-new": "gated" },
};

const severity: readonly Gate[] = ["free", "warned", "gated"];

/** How versions are deployed, and whether servers keep events and states over a restart. */
export type Deployment = {
  readonly order: DeployOrder;
  /**
   * `durable`: a server reads events and states that an older server has stored. `memory`: a server stores nothing over
   * a restart.
   */
  readonly storage: NonNullable<CheckOptions["storage"]>;
  /**
   * `gated`: the check fails if an older server cannot open streams that a newer server has stored. `warned`: the check
   * prints a warning.
   */
  readonly rollback: NonNullable<CheckOptions["rollback"]>;
};

/** Returns the deployment of a protocol from the settings of the config, with defaults for missing settings. */
export function deploymentOf(
  {
    deploy,
    storage,
    rollback = "warned",
  }: { readonly [Name in "storage" | "rollback"]?: CheckOptions[Name] | undefined } & { readonly deploy: DeployOrder },
  { state }: ProtocolModel,
): Deployment {
  return { order: deploy, storage: storage ?? (state === undefined ? "memory" : "durable"), rollback };
}

/**
 * Returns the effect on the check if a flow breaks. If the roles of a baseline set different effects, returns the
 * strictest.
 */
export function gateOf(direction: Direction, flow: Flow, roles: readonly BaselineRole[], { order, storage }: Deployment): Gate {
  const isStored = storage === "durable" && direction === "server" && flow === "old-to-new";
  const gates = roles.map((role) => (role === "retained" ? retained : deployed[order])[direction][flow]);
  return strictest([...gates, ...(isStored && roles.length > 0 ? (["gated"] as const) : [])]);
}

/**
 * A question about the state of two versions.
 * - `read`: does the reader accept every state of the writer?
 * - `reduce`: does the reader compute the same state as the writer from the writer's events?
 * - `tell`: does an event that older readers know still change each place that an old event changed?
 * - `presence`: do both versions have a state?
 */
export type StateQuestion = "read" | "reduce" | "tell" | "presence";

/**
 * Returns the effect on the check if the answer to a question about the state is "no". Clients read the state in
 * snapshots, servers read it from their log. Returns the stricter of the two effects.
 */
export function stateGateOf(question: StateQuestion, flow: Flow, roles: readonly BaselineRole[], deployment: Deployment): Gate {
  const { order, storage, rollback } = deployment;
  const ofClients = roles.includes("deployed") ? deployed[order].server[flow] : "free";
  if (question === "tell" || question === "presence" || storage === "memory" || roles.length === 0) return ofClients;
  if (flow === "old-to-new") return "gated";
  if (!roles.includes("deployed")) return "free";
  return strictest([ofClients, rollback === "gated" || order === "rolling" ? "gated" : "warned"]);
}

function strictest(gates: readonly Gate[]): Gate {
  return gates.reduce<Gate>((worst, gate) => (severity.indexOf(gate) > severity.indexOf(worst) ? gate : worst), "free");
}
