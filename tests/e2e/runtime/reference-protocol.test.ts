import { createServer } from "node:http";
import { dagEvents, dispatchServerEvent } from "@dagwire/dag";
import type { ClientEventHandlers, DagTypes, ServerEvent, ServerEventHandlers } from "@dagwire/dag";
import { connect } from "@dagwire/runtime/client";
import { createStreamServer } from "@dagwire/runtime/server";
import type { CommandContext } from "@dagwire/runtime/server";
import { WebSocket } from "ws";
import { afterEach, expect, test } from "vitest";
import { Cleanup, listen, NaiveClient, streamPath, streamUrl, until } from "../../helpers/stream-harness.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

/** Makes a handler table that records the type of every event. */
function recorder(seen: string[]): object {
  const record = (event: { readonly type: string }): unknown => seen.push(event.type);
  return new Proxy({}, { get: () => record, has: () => true });
}

test("client and server exchange events of the generated protocol", async () => {
  const http = createServer();
  const atEngine: string[] = [];
  const commands = recorder(atEngine) as ClientEventHandlers<CommandContext<DagTypes>>;
  const streams = createStreamServer(dagEvents, {
    path: streamPath,
    commands,
    errorEvent: (error): ServerEvent => ({ type: "error", message: error.message, code: error.code }),
  });
  streams.attach(http);
  const port = await listen(http);
  cleanup.add(async () => {
    await streams.close();
    http.close();
  });

  const stream = await streams.open("run-1");
  stream.publish({ type: "node_state", node_id: "a", status: "running" });
  stream.publish({ type: "edge_active", from: "a", to: "b" });
  stream.publish({ type: "cost_update", spent: 1, budget: 5, remaining: 4 });

  const atDashboard: string[] = [];
  const table = recorder(atDashboard) as ServerEventHandlers;
  const connection = connect(dagEvents, {
    url: streamUrl(port),
    WebSocket,
    onEvent: (event) => dispatchServerEvent(event, table, undefined),
  });
  cleanup.add(() => connection.close());
  const naive = new NaiveClient(cleanup, streamUrl(port));
  await until(() => atDashboard.length === 3 && naive.events.length === 3);
  expect(atDashboard).toEqual(["node_state", "edge_active", "cost_update"]);

  void connection.send({ type: "pause_execution" });
  naive.send({ type: "cancel_execution" });
  await until(() => atEngine.length === 2);
  expect(new Set(atEngine)).toEqual(new Set(["pause_execution", "cancel_execution"]));

  naive.send({ type: "human_decision", node_id: "gate", decision: "perhaps" });
  await until(() => naive.events.length === 4);
  expect(naive.events[3]).toMatchObject({ type: "error", code: "INVALID_EVENT" });
  expect(atDashboard).toHaveLength(3);
});
