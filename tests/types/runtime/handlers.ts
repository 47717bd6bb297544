import type { ClientEventHandlers, ClientEventMap, ServerEvent, ServerEventHandlers, ServerEventMap } from "@dagwire/dag";
import type { EventSet } from "@dagwire/runtime";
import { connect } from "@dagwire/runtime/client";
import { createStreamServer } from "@dagwire/runtime/server";
import type { EventContext } from "@dagwire/runtime/server";

type Events = {
  readonly server: EventSet<ServerEventMap>;
  readonly client: EventSet<ClientEventMap>;
};

/** Generated handler tables fit the runtime as they are, and everything is inferred from the two event sets. */
export function generatedHandlersFit(
  events: Events,
  engine: ClientEventHandlers<EventContext<ServerEvent>>,
  dashboard: ServerEventHandlers,
): void {
  const streams = createStreamServer({ events, path: "/api/dags/:stream/stream", handlers: engine });
  streams.stream("run-1").publish({ type: "edge_active", from: "a", to: "b" });
  // @ts-expect-error `to` is missing
  streams.stream("run-1").publish({ type: "edge_active", from: "a" });
  // @ts-expect-error a client event is not published
  streams.stream("run-1").publish({ type: "pause_execution" });

  const connection = connect({ url: "/api/dags/run-1/stream", events, handlers: dashboard });
  void connection.send({ type: "pause_execution" });
  // @ts-expect-error a server event is not sent
  void connection.send({ type: "edge_active", from: "a", to: "b" });
}

export function handlersAreExhaustiveAndTyped(events: Events): void {
  connect({
    url: "/x",
    events,
    // @ts-expect-error all other events are missing
    handlers: { edge_active: (event) => event.from },
  });
  connect({
    url: "/x",
    events,
    onEvent: (event) => {
      // @ts-expect-error not before its type is known
      void event.from;
      if (event.type === "edge_active") event.from satisfies string;
    },
  });
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
