import type { EventDescriptor, EventSet, Guard, ProtocolPeer, StatefulProtocol } from "@dagwire/runtime";
import { serverEvents } from "./toy-dag.js";
import type { ServerEventMap } from "./toy-dag.js";
import { toyRun } from "./toy-protocol.js";
import type { ToyTypes } from "./toy-protocol.js";
import type { Nodes } from "./toy-state.js";

/** How a version of the toy protocol differs from the others. */
export type ToyVersion = {
  readonly version: string;
  /** Events of the server that the version does not know. */
  readonly unknown?: readonly string[];
  /** Statuses of nodes that the version does not accept. */
  readonly refused?: readonly string[];
  /** Events of the server that no reader may skip. */
  readonly mustUnderstand?: readonly string[];
  /** Versions whose state this version is proved to read. */
  readonly uses?: readonly string[];
  /** The reducer writes this text before each status, so that a test sees which version has computed a state. */
  readonly mark?: string;
};

/** Returns a version of the toy protocol. Its digest is made of the version. */
export function toyVersion({ version, unknown = [], refused = [], mark = "", ...others }: ToyVersion): StatefulProtocol<ToyTypes> {
  const { mustUnderstand = [], uses = [] } = others;
  const { apply, initial } = toyRun.state;
  const isNodes: Guard<Nodes> = (state, issues): state is Nodes => {
    const isValid = typeof state === "object" && state !== null && Object.values(state).every((status) => String(status).startsWith(mark));
    if (!isValid) issues?.push({ path: "/a", expected: `a status with "${mark}"`, got: JSON.stringify(state) });
    return isValid;
  };
  const peer: ProtocolPeer = { version: "any", asServer: "accept", asClient: "accept", stored: "use" };
  return {
    ...toyRun,
    version,
    digest: digestOf(version),
    peers: Object.fromEntries(uses.map((used) => [digestOf(used), peer])),
    server: eventsOf(unknown, refused, mustUnderstand),
    state: {
      initial,
      validate: isNodes,
      apply: (before, events) =>
        apply(
          before,
          events.map((event) =>
            event.type === "node_state" ? { ...event, status: `${mark}${event.status}` as typeof event.status } : event,
          ),
        ),
    },
  };
}

/** Returns the digest of a version of the toy protocol. */
export function digestOf(version: string): string {
  return `sha256:${version}`;
}

function eventsOf(unknown: readonly string[], refused: readonly string[], mustUnderstand: readonly string[]): EventSet<ServerEventMap> {
  const read: EventSet<ServerEventMap>["read"] = (value) => {
    const result = serverEvents.read(value);
    if (result.outcome !== "event") return result;
    if (unknown.includes(result.name)) return { outcome: "unknown", tag: result.name, value };
    const isRefused = result.event.type === "node_state" && refused.includes(result.event.status);
    return isRefused ? { outcome: "invalid", issues: [{ path: "/status", expected: "another status", got: "this one" }] } : result;
  };
  const events: Record<string, EventDescriptor<unknown>> = { ...serverEvents.events };
  for (const name of unknown) delete events[name];
  for (const name of mustUnderstand) {
    events[name] = {
      tag: { "/type": [name] },
      mustUnderstand: true,
      validate: (value): value is unknown => read(value).outcome === "event",
    };
  }
  return { ...serverEvents, read, events: events as EventSet<ServerEventMap>["events"] };
}
