import type { ClientEvent, DagState, DagTypes, NodeStateEvent, ServerEvent } from "@dagwire/dag";
import { dag, dagEvents } from "@dagwire/dag";
import type { EventOf, Protocol, ProtocolTypes, StatefulProtocol } from "@dagwire/runtime";
import { createDAGHooks, createStreamHooks } from "@dagwire/runtime/react";
import type { StreamHooks } from "@dagwire/runtime/react";
import { calls } from "../../golden/envelope/generated/index.js";
import type { Call, CallsTypes } from "../../golden/envelope/generated/index.js";
import { rooms } from "../../golden/state/generated/index.js";
import type { House, RoomLeft } from "../../golden/state/generated/index.js";

/** Takes an entry as the functions of the runtime do. TypeScript infers all types from this one argument. */
declare function use<T extends ProtocolTypes>(
  protocol: Protocol<T>,
): {
  readonly commands: { readonly [Name in keyof T["client"]]: (event: T["client"][Name]) => unknown };
  readonly publish: (event: EventOf<T["server"]>) => void;
  readonly state: T["state"];
};

type Same<A, B> = [A, B] extends [B, A] ? true : false;

export function theTypesAreInferred(): void {
  const { publish, state, commands } = use(dag);
  state satisfies DagState;
  true satisfies Same<Parameters<typeof publish>[0], ServerEvent>;
  true satisfies Same<EventOf<DagTypes["client"]>, ClientEvent>;
  commands.retry_node({ type: "retry_node", node_id: "a" });
  // @ts-expect-error this is no client event
  void commands.node_state;
  // @ts-expect-error a server publishes no client events
  publish({ type: "pause_execution" });
  use(dagEvents).state satisfies DagState;
  use({ ...dag, digest: "sha256:other" }).state satisfies DagState;
}

export function mapsGoByTheNamesOfEvents(): void {
  use(rooms).publish({ kind: "room", action: "left", room: "hall" } satisfies RoomLeft);
  use(rooms).state satisfies House;
  true satisfies Same<keyof CallsTypes["client"], "call">;
  use(calls).commands.call({ method: "tools/call", params: { name: "sum" } } satisfies Call);
  use(calls).state satisfies undefined;
}

export function eventSetsNarrow(value: unknown): void {
  if (dag.server.validate(value)) value satisfies ServerEvent;
  const name = dag.server.nameOf(value);
  name satisfies keyof DagTypes["server"] | undefined;
  const result = dag.server.read(value);
  if (result.outcome === "event") result.event satisfies ServerEvent;
  true satisfies Same<DagTypes["server"]["node_state"], NodeStateEvent>;
  dag.server.events.node_state.validate(value);
}

const at = () => createStreamHooks(dag).useStreamAt(["nodes", "a", "status"]);

export function hooksNeedTheState(): void {
  createStreamHooks(dag) satisfies StreamHooks<DagTypes>;
  createStreamHooks(rooms).useStream((house) => house.rooms) satisfies House["rooms"];
  true satisfies Same<ReturnType<typeof at>, DagState["nodes"][string]["status"] | undefined>;
  createStreamHooks(rooms).useStreamAt([]) satisfies House;
  createStreamHooks(dag).useStreamAt(["run", "phase"]) satisfies DagState["run"]["phase"];
  // @ts-expect-error the state holds no such part
  createStreamHooks(dag).useStreamAt(["rooms"]) satisfies House["rooms"];
  // @ts-expect-error the entry holds no state
  createStreamHooks(dagEvents);
  // @ts-expect-error its state is not that of a DAG
  createDAGHooks(rooms);
  dag satisfies StatefulProtocol<DagTypes>;
  // @ts-expect-error an entry without its state
  dagEvents satisfies StatefulProtocol<DagTypes>;
}
