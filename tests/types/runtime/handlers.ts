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

/** The runtime takes generated handler tables without a cast. The server's types come from the two event sets. */
export function generatedHandlersFit(
  events: Events,
  engine: ClientEventHandlers<EventContext<ServerEvent>>,
  dashboard: ServerEventHandlers<EventPosition>,
): void {
  const streams = createStreamServer({ events, path: "/api/dags/:stream/stream", handlers: engine });
  streams.stream("run-1").publish({ type: "edge_active", from: "a", to: "b" });
  // @ts-expect-error `to` is missing
  streams.stream("run-1").publish({ type: "edge_active", from: "a" });
  // @ts-expect-error a server publishes no client events
  streams.stream("run-1").publish({ type: "pause_execution" });

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
        // @ts-expect-error this is no status
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
      // @ts-expect-error the property is known only after a check of the type
      void event.from;
      if (event.type === "edge_active") event.from satisfies string;
    },
    onState: (state, position) => {
      state satisfies DagState;
      position satisfies StreamPosition;
    },
  });
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

export function thePrincipalIsInferred(events: Events): void {
  createStreamServer({
    events,
    path: "/:stream",
    authenticate: () => ({ principal: { name: "ann" } }),
    onEvent: (_event, { principal, stream }) => {
      principal.name satisfies string;
      // @ts-expect-error the type has no other known property
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
