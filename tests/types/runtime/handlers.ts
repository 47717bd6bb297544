import type {
  ClientEventHandlers,
  ClientEventMap,
  DagState,
  DagTypes,
  NodeStateEvent,
  ServerEvent,
  ServerEventHandlers,
  ServerEventMap,
} from "@dagwire/dag";
import { dag, dagEvents } from "@dagwire/dag";
import type { EventSet } from "@dagwire/runtime";
import { connect, StreamSession, StreamStore } from "@dagwire/runtime/client";
import type { CommandOutcome, Connection, EventPosition, StreamPosition } from "@dagwire/runtime/client";
import { calls } from "../../golden/envelope/generated/index.js";
import { rooms } from "../../golden/state/generated/index.js";
import type { RoomsTypes } from "../../golden/state/generated/index.js";
import { createStreamServer } from "@dagwire/runtime/server";
import type { EventContext } from "@dagwire/runtime/server";

type Events = {
  readonly server: EventSet<ServerEventMap>;
  readonly client: EventSet<ClientEventMap>;
};

/** Generated handler tables fit the runtime as they are. The server's types come from the two event sets. */
export function generatedHandlersFit(
  events: Events,
  engine: ClientEventHandlers<EventContext<ServerEvent>>,
  dashboard: ServerEventHandlers<EventPosition>,
): void {
  const streams = createStreamServer({ events, path: "/api/dags/:stream/stream", handlers: engine });
  streams.stream("run-1").publish({ type: "edge_active", from: "a", to: "b" });
  // @ts-expect-error `to` is missing
  streams.stream("run-1").publish({ type: "edge_active", from: "a" });
  // @ts-expect-error a client event is not published
  streams.stream("run-1").publish({ type: "pause_execution" });

  const connection = connect(dag, { url: "/api/dags/run-1/stream", handlers: dashboard });
  connection satisfies Connection<DagTypes>;
  void (connection.send({ type: "pause_execution" }, { stream: "run-1", ttlMs: 100 }) satisfies Promise<CommandOutcome>);
  const session = new StreamSession(dag, { url: "/x", handlers: dashboard });
  void (session.send({ type: "pause_execution" }) satisfies Promise<CommandOutcome>);
  // @ts-expect-error a server event is not sent
  void connection.send({ type: "edge_active", from: "a", to: "b" });
}

export function handlersOfAClientAreTyped(): void {
  connect(dagEvents, {
    url: "/x",
    handlers: {
      node_state: (event, { at, stream }) => {
        event satisfies NodeStateEvent;
        [at, stream] satisfies (string | undefined)[];
        // @ts-expect-error it is no status
        return event.status === "perhaps";
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
      // @ts-expect-error not before its type is known
      void event.from;
      if (event.type === "edge_active") event.from satisfies string;
    },
    onState: (state, position) => {
      state satisfies DagState;
      position satisfies StreamPosition;
    },
  });
}

/** A table that is annotated has to name every event. */
export function anAnnotatedTableIsExhaustive(): void {
  // @ts-expect-error all other events are missing
  const handlers: ServerEventHandlers<EventPosition> = { edge_active: () => undefined };
  connect(dag, { url: "/x", handlers });
}

/** Handlers and commands go by the names of events, wherever their tags stand. */
export function tagsMayStandAnywhere(): void {
  const connection = connect(rooms, { url: "/x", handlers: { "room/left": (event) => event.room } });
  connection satisfies Connection<RoomsTypes>;
  void connect(calls, { url: "/x" }).send({ method: "tools/call", params: { name: "sum" } });
  // @ts-expect-error its client sends no such event
  void connect(calls, { url: "/x" }).send({ method: "tools/list" });
}

export function storesNeedTheState(): void {
  new StreamStore(dag).getSnapshot() satisfies DagState;
  // @ts-expect-error it holds no state
  void new StreamStore(dagEvents);
  // @ts-expect-error it holds no state
  void new StreamSession(dagEvents, { url: "/x" });
}

export function thePrincipalIsInferred(events: Events): void {
  createStreamServer({
    events,
    path: "/:stream",
    authenticate: () => ({ principal: { name: "ann" } }),
    onEvent: (_event, { principal, stream }) => {
      principal.name satisfies string;
      // @ts-expect-error nothing else is known of it
      void principal.age;
      stream.publish({ type: "edge_active", from: "a", to: "b" });
    },
  });
  createStreamServer({
    events,
    path: "/:stream",
    authenticate: (request) => (request.headers.cookie === undefined ? { refuse: 401 } : { principal: request.headers.cookie }),
    onEvent: (_event, { principal }) => {
      principal satisfies string;
    },
  });
  createStreamServer({
    events,
    path: "/:stream",
    errorEvent: (error): ServerEvent => ({ type: "error", message: error.message }),
    greet: (): ServerEvent[] => [{ type: "edge_active", from: "a", to: "b" }],
    authenticate: (request) => ({ principal: String(request.headers.cookie) }),
    handlers: {
      human_decision: (event, { principal }) => {
        principal satisfies string;
        event.decision satisfies string;
      },
      pause_execution: () => {},
      resume_execution: () => {},
      cancel_execution: () => {},
      retry_node: (event) => event.node_id,
      skip_node: (event) => event.node_id,
    },
  });
}
