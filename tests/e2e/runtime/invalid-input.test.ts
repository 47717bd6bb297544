import { afterEach, describe, expect, test } from "vitest";
import { Cleanup, NaiveClient, startStreams, streamUrl, until } from "../../helpers/stream-harness.js";
import type { Harness, ToyOptions } from "../../helpers/stream-harness.js";
import { nodeState } from "../../helpers/toy-dag.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const answering: ToyOptions = { errorEvent: (error) => ({ type: "error", message: `${error.code}: ${error.message}` }) };

type Scene = Harness<undefined> & { readonly wrong: NaiveClient; readonly other: NaiveClient };

async function scene(options: ToyOptions): Promise<Scene> {
  const harness = await startStreams(cleanup, { mode: "plain", ...options });
  await harness.streams.open("run-1");
  const [wrong, other] = [new NaiveClient(cleanup, streamUrl(harness.port)), new NaiveClient(cleanup, streamUrl(harness.port))];
  await Promise.all([wrong.opened, other.opened]);
  return { ...harness, wrong, other };
}

/** Checks that the other client has received only the event that is published now. */
async function expectUndisturbed({ streams, other }: Scene): Promise<void> {
  streams.broadcast("run-1", nodeState("a"));
  await until(() => other.events.length > 0);
  expect(other.events).toEqual([nodeState("a")]);
}

describe("is answered with the protocol's error event", () => {
  test.each([
    ["malformed JSON", "{nope", "MALFORMED_JSON"],
    ["an empty frame", "", "MALFORMED_JSON"],
    ["deep JSON", `{"type":"pause_execution","x":${"[".repeat(40)}${"]".repeat(40)}}`, "TOO_DEEP"],
    ["very deep JSON", "[".repeat(60_000), "TOO_DEEP"],
    ["an unknown event", '{"type":"format_disk"}', "UNKNOWN_EVENT"],
    ["a prototype's name", '{"type":"__proto__"}', "UNKNOWN_EVENT"],
    ["a wrong field", '{"type":"human_decision","node_id":"a","decision":"maybe"}', "INVALID_EVENT"],
    ["no object", "17", "INVALID_EVENT"],
    ["a server event", JSON.stringify(nodeState("a")), "UNKNOWN_EVENT"],
  ])("%s", async (_what, text, rule) => {
    const stage = await scene(answering);
    stage.wrong.send(text);
    await until(() => stage.wrong.events.length === 1);
    expect(stage.wrong.events[0]).toMatchObject({ type: "error", message: expect.stringMatching(`^${rule}: `) });
    const { invalidEvents, unknownEvents } = stage.streams.stats();
    expect(invalidEvents + unknownEvents).toBe(1);
    await expectUndisturbed(stage);
  });

  test("a binary frame", async () => {
    const stage = await scene(answering);
    stage.wrong.ws.send(Buffer.from('{"type":"pause_execution"}'));
    await until(() => stage.wrong.events.length === 1);
    expect(stage.wrong.events[0]).toMatchObject({ message: expect.stringMatching("^BINARY_FRAME: ") });
    await expectUndisturbed(stage);
  });
});

test("without errorEvent the input is counted and reported, and the connection stays open", async () => {
  const rules: string[] = [];
  const received: string[] = [];
  const stage = await scene({
    onInvalid: (error, { remoteAddress }) => rules.push(error.code, remoteAddress ?? "none"),
    commands: { human_decision: () => undefined, pause_execution: (event) => void received.push(event.type) },
  });
  stage.wrong.send("{nope");
  stage.wrong.send({ type: "pause_execution" });
  await until(() => received.length === 1);
  expect(rules).toEqual(["MALFORMED_JSON", "127.0.0.1"]);
  expect(stage.wrong.events).toEqual([]);
});

test("an invalid errorEvent is reported and not sent", async () => {
  const errors: string[] = [];
  const stage = await scene({
    // @ts-expect-error `message` is missing
    errorEvent: () => ({ type: "error" }),
    onError: (error) => errors.push(error.message),
    validateOutgoing: false,
  });
  stage.wrong.send("{nope");
  await until(() => errors.length === 1);
  expect(errors[0]).toContain('server event "error" at /message');
  await expectUndisturbed(stage);
  expect(stage.wrong.events).toEqual([nodeState("a")]);
});

describe("closes the connection that sent it", () => {
  test("more than 64 KiB: 1009", async () => {
    const stage = await scene(answering);
    stage.wrong.send({ type: "pause_execution", padding: "x".repeat(65_536) });
    expect((await stage.wrong.closed).code).toBe(1009);
    expect(stage.streams.stats()).toMatchObject({ brokenConnections: 1, connections: 1 });
    await expectUndisturbed(stage);
  });

  test("too many fragments: 1008", async () => {
    const stage = await scene(answering);
    for (let index = 0; index < 17; index++) stage.wrong.ws.send(" ", { fin: false });
    expect((await stage.wrong.closed).code).toBe(1008);
    await expectUndisturbed(stage);
  });

  test("text that is not UTF-8: 1007", async () => {
    const stage = await scene(answering);
    stage.wrong.ws.send(Buffer.from([0xff, 0xfe]), { binary: false });
    expect((await stage.wrong.closed).code).toBe(1007);
    await expectUndisturbed(stage);
  });
});

test("[SC12] a flood of invalid events from a client that does not read costs no memory, and each is answered when it reads", async () => {
  const stage = await scene({ errorEvent: () => ({ type: "error", message: "x".repeat(10_000) }), limits: { highWaterMarkBytes: 65_536 } });
  stage.wrong.ws.pause();
  for (let index = 0; index < 2_000; index++) stage.wrong.send("{");
  let waiting = 0;
  const look = (): number => (waiting = Math.max(waiting, ...stage.sockets.map((socket) => socket.writableLength)));
  await until(() => look() > 65_536);
  await expectUndisturbed(stage);
  stage.wrong.ws.resume();
  await until(() => look() >= 0 && stage.wrong.events.length === 2_001, "all answers and the event", 12_000);
  expect(stage.streams.stats().invalidEvents).toBe(2_000);
  expect(waiting).toBeLessThanOrEqual(65_536 + 10_100);
});

describe("a handler that fails", () => {
  test.each([
    [
      "throws",
      () => {
        throw new Error("broken handler");
      },
    ],
    ["rejects", () => Promise.reject(new Error("broken handler"))],
    [
      "throws no Error",
      () => {
        throw "broken handler"; // eslint-disable-line no-throw-literal
      },
    ],
  ])("because it %s is contained and reported", async (_how, handler) => {
    const errors: Error[] = [];
    const stage = await scene({
      commands: { human_decision: handler, pause_execution: handler },
      onError: (error) => errors.push(error),
    });
    stage.wrong.send({ type: "pause_execution" });
    await until(() => errors.length === 1);
    expect(errors[0]?.message).toMatch(/^Command "pause_execution" of stream "[^"]+" has failed: broken handler$/);
    expect(String(errors[0]?.cause)).toMatch(/broken handler$/);
    await expectUndisturbed(stage);
    await until(() => stage.wrong.events.length === 1);
  });
});
