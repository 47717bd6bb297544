import type { ClientEventHandlers, DagState, DagTypes, NodeStateEvent, ServerEvent, ServerEventHandlers } from "@dagwire/dag";
import { dag, dagEvents } from "@dagwire/dag";
import { connect, StreamSession, StreamStore, trackLosses } from "@dagwire/runtime/client";
import type { CommandOutcome, Connection, EventPosition, StreamPosition } from "@dagwire/runtime/client";
import { calls } from "../../golden/envelope/generated/index.js";
import { rooms } from "../../golden/state/generated/index.js";
import type { RoomsTypes } from "../../golden/state/generated/index.js";
import { createStreamServer } from "@dagwire/runtime/server";
import type { CommandContext, Stream, StreamServer } from "@dagwire/runtime/server";

/** Generated handler tables fit the runtime as they are. */
export async function generatedHandlersFit(
  engine: ClientEventHandlers<CommandContext<DagTypes>>,
  dashboard: ServerEventHandlers<EventPosition>,
): Promise<void> {
  const server = createStreamServer(dag, { path: "/api/dags/:stream/stream", commands: engine });
  server satisfies StreamServer<DagTypes, undefined>;
  const run = await server.open("run-1", { commands: engine });
  run satisfies Stream<DagTypes>;
  run.state satisfies DagState;
  run.publish({ type: "edge_active", from: "a", to: "b" });
  server.broadcast("run-1", { type: "edge_active", from: "a", to: "b" });
  // @ts-expect-error `to` is missing
  run.publish({ type: "edge_active", from: "a" });
  // @ts-expect-error a client event is not published
  server.broadcast("run-1", { type: "pause_execution" });
  // @ts-expect-error the stream may not be open
  server.stream("run-1").publish({ type: "edge_active", from: "a", to: "b" });
  // @ts-expect-error all other commands are missing
  void server.open("run-1", { commands: { pause_execution: () => undefined } });

  const connection = connect(dag, { url: "/api/dags/run-1/stream", handlers: dashboard });
  connection satisfies Connection<DagTypes>;
  void (connection.send({ type: "pause_execution" }, { stream: "run-1", ttlMs: 100 }) satisfies Promise<CommandOutcome>);
  const session = new StreamSession(dag, { url: "/x", handlers: dashboard });
  void (session.send({ type: "pause_execution" }) satisfies Promise<CommandOutcome>);
  // @ts-expect-error a client sends no server events
  void connection.send({ type: "edge_active", from: "a", to: "b" });
}

export function handlersOfAClientAreTyped(): void {
  connect(dagEvents, {
    url: "/x",
    handlers: {
      node_state: (event, { at, stream }) => {
        event satisfies NodeStateEvent;
        [at, stream] satisfies (string | undefined)[];
        // @ts-expect-error this version lists no such status
        const status: typeof event.status = "perhaps";
        // @ts-expect-error this closed enum has no such value
        return [status, event.metrics?.attempts === "two"];
      },
    },
  });
  connect(dag, {
    url: "/x",
    // @ts-expect-error the server sends no such event
    handlers: { pause_execution: () => undefined },
  });
  connect(dagEvents, {
    url: "/x",
    onEvent: (event) => {
      // @ts-expect-error the property is known only after a check of the type
      void event.from;
      if (event.type === "edge_active") event.from satisfies string;
    },
    losses: trackLosses(),
    onState: (state, position) => {
      state satisfies DagState;
      position satisfies StreamPosition;
    },
  });
  // @ts-expect-error a client that takes states also validates them, and asks for them again after a loss
  connect(dagEvents, { url: "/x", onState: () => undefined });
}

/** An annotated table has to name every event. */
export function anAnnotatedTableIsExhaustive(): void {
  // @ts-expect-error all other events are missing
  const handlers: ServerEventHandlers<EventPosition> = { edge_active: () => undefined };
  connect(dag, { url: "/x", handlers });
}

/** The keys of handlers and commands are names of events, whatever the place of the tags. */
export function tagsMayStandAnywhere(): void {
  const connection = connect(rooms, { url: "/x", handlers: { "room/left": (event) => event.room } });
  connection satisfies Connection<RoomsTypes>;
  void connect(calls, { url: "/x" }).send({ method: "tools/call", params: { name: "sum" } });
  // @ts-expect-error the client of this protocol sends no such event
  void connect(calls, { url: "/x" }).send({ method: "tools/list" });
}

export function storesNeedTheState(): void {
  new StreamStore(dag).getSnapshot() satisfies DagState;
  // @ts-expect-error the entry holds no state
  void new StreamStore(dagEvents);
  // @ts-expect-error the entry holds no state
  void new StreamSession(dagEvents, { url: "/x" });
}

/** Commands go by the names of events, wherever their tags stand. */
export function commandsGoByName(): void {
  createStreamServer(rooms, {
    path: "/:stream",
    gate: (_event, { state, refuse }) => (Object.keys(state).length === 0 ? refuse("empty", "There is no room.") : undefined),
  });
  createStreamServer(calls, {
    path: "/:stream",
    commands: {
      call: (event) => event.params.name,
      // @ts-expect-error its client sends no such event
      list: () => undefined,
    },
  });
}

export function thePrincipalIsInferred(): void {
  createStreamServer(dag, {
    path: "/:stream",
    authenticate: () => ({ principal: { name: "ann" } }),
    authorize: (principal, _stream, event) => principal.name === "ann" || event?.type === "pause_execution",
    gate: (_event, { principal, state }) => {
      state satisfies DagState;
      // @ts-expect-error nothing else is known of it
      void principal.age;
      return principal.name;
    },
  });
  createStreamServer(dag, {
    path: "/:stream",
    authenticate: (request) => (request.headers.cookie === undefined ? { refuse: 401 } : { principal: request.headers.cookie }),
    onInvalid: (_error, { principal }) => {
      principal satisfies string;
    },
  });
  createStreamServer(dag, {
    path: "/:stream",
    errorEvent: (error): ServerEvent => ({ type: "error", message: error.message }),
    greet: (): ServerEvent[] => [{ type: "edge_active", from: "a", to: "b" }],
    authenticate: (request) => ({ principal: String(request.headers.cookie) }),
    commands: {
      human_decision: (event, { principal, state, publish, reject }) => {
        principal satisfies string;
        event.decision satisfies string;
        state satisfies DagState;
        publish({ type: "run_paused" });
        // @ts-expect-error a client event is not published
        publish({ type: "pause_execution" });
        return reject("not_now", "Not now.");
      },
      pause_execution: () => {},
      resume_execution: () => {},
      cancel_execution: () => {},
      retry_node: (event) => event.node_id,
      skip_node: (event) => event.node_id,
      message_agent: (event) => event.text,
      raise_budget: "unsupported",
      rerun_node: (event) => event.scope,
      update_gate: (event) => event.gate_id,
    },
  });
}
