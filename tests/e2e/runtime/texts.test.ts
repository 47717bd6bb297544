import { createServer } from "node:http";
import { dag } from "@dagwire/dag";
import type { DagTypes, ServerEvent } from "@dagwire/dag";
import { StreamSession } from "@dagwire/runtime/client";
import { createStreamServer } from "@dagwire/runtime/server";
import type { Stream } from "@dagwire/runtime/server";
import { MockServer } from "@dagwire/runtime/testing";
import { WebSocket } from "ws";
import { afterEach, expect, test } from "vitest";
import { Cleanup, listen, streamPath, streamUrl, until } from "../../helpers/stream-harness.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

async function startRun(): Promise<{ readonly run: Stream<DagTypes>; readonly port: number }> {
  const http = createServer();
  const server = createStreamServer(dag, { path: streamPath });
  server.attach(http);
  const port = await listen(http);
  cleanup.add(async () => {
    await server.close();
    http.close();
  });
  return { run: await server.open("run-1"), port };
}

function sessionAt(port: number): StreamSession<DagTypes> {
  const session = new StreamSession(dag, { url: streamUrl(port), WebSocket });
  cleanup.add(() => session.close());
  session.open();
  return session;
}

const pieceAt = (offset: number, delta: string): ServerEvent => ({ type: "text_delta", text_id: "m-1", offset, delta });

/** Returns the tokens of a text with characters of one to four bytes, each at its offset. */
function tokens(count: number): ServerEvent[] {
  let offset = 0;
  return Array.from({ length: count }, (_, index) => {
    const piece = pieceAt(offset, ["word ", "größe ", "€ ", "😀 "][index % 4] ?? "");
    offset += Buffer.byteLength("delta" in piece ? piece.delta : "");
    return piece;
  });
}

const textOf = (events: readonly ServerEvent[]): string => events.map((event) => (event.type === "text_delta" ? event.delta : "")).join("");

test("a client that comes late has the whole text of 2,000 pieces, and gets the pieces after it", async () => {
  const { run, port } = await startRun();
  const events = tokens(2_400);
  for (const event of events.slice(0, 2_000)) run.publish(event);
  await run.flushed();
  const { store } = sessionAt(port);
  await until(() => store.read(["texts", "m-1", "body"])?.text === textOf(events.slice(0, 2_000)));
  for (const event of events.slice(2_000)) run.publish(event);
  await until(() => store.read(["texts", "m-1", "body"])?.text === textOf(events));
  expect(store.read(["texts", "m-1", "body"])).toEqual({ text: textOf(events), start: 0, end: Buffer.byteLength(textOf(events)) });
});

test("10,000 pieces are conflated into one valid event with the same effect", () => {
  const events = tokens(10_000);
  const conflated = dag.state.conflate?.(events) ?? [];
  expect(conflated).toHaveLength(1);
  expect(conflated.every((event) => dag.server.validate(event))).toBe(true);
  const [one, each] = [conflated, events].map((list) => dag.state.apply(dag.state.initial(), list).state);
  expect(one).toEqual(each);
});

test("[OW10] publish refuses a piece that ends inside a character, and the stream continues", async () => {
  const { run, port } = await startRun();
  const [high = "", low = ""] = "😀".split("");
  const message = 'cannot publish "text_delta": "/delta" ends inside a character. Keep the half for the next piece.';
  expect(() => run.publish(pieceAt(0, `so${high}`))).toThrow(expect.objectContaining({ message, code: "INVALID_EVENT" }));
  run.publish(pieceAt(0, `so${high}${low}`));
  const { store } = sessionAt(port);
  await until(() => store.read(["texts", "m-1", "body"])?.text === "so😀");
  const mock = new MockServer(dag);
  cleanup.add(() => mock.close());
  const mocked = await mock.open("run-1");
  expect(() => mocked.publish(pieceAt(0, high))).toThrow(message);
});
