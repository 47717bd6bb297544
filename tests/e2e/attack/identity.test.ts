import { afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { connect, sessionOutbox } from "@dagwire/runtime/client";
import type { Commands } from "@dagwire/runtime/server";
import { SessionPeer, commandId } from "../../helpers/session-peer.js";
import { Cleanup, NaiveClient, rawUpgrade, startStreams, streamUrl, until } from "../../helpers/stream-harness.js";
import type { ToyOptions } from "../../helpers/stream-harness.js";
import { nodeState } from "../../helpers/toy-dag.js";
import { toyRun } from "../../helpers/toy-protocol.js";
import type { ToyTypes } from "../../helpers/toy-protocol.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

/** A person whose token is the person's name. */
type Person = { readonly id: string };
type People = ToyOptions<Person>;

const decision = (node_id: string): object => ({ type: "human_decision", node_id, decision: "approve" });
const start = (options: People = {}): ReturnType<typeof startStreams<Person>> =>
  startStreams<Person>(cleanup, {
    authenticate: (request) => ({ principal: { id: String(request.headers["x-user"]) } }),
    authenticateToken: (token) => ({ principal: { id: token } }),
    authorize: () => true,
    ...options,
  });

/** Handlers that answer with the sender's id and the decided node. */
const naming: Commands<ToyTypes, Person> = {
  human_decision: ({ node_id }, { principal }) => `${principal.id} decided ${node_id}`,
  pause_execution: () => undefined,
};

async function enter(port: number, user: string, protocols?: readonly string[]): Promise<SessionPeer> {
  const peer = new SessionPeer(cleanup, streamUrl(port), { headers: { "x-user": user }, ...(protocols && { protocols }) });
  await peer.hello();
  await peer.next("$synced");
  return peer;
}

describe("a command id that somebody else has used", () => {
  test("[AU7] returns no result of the other principal, even if that principal sends it first", async () => {
    const { streams, port } = await start({ commands: naming });
    await streams.open("run-1");
    const [ada, eve] = [await enter(port, "ada"), await enter(port, "eve")];
    const id = commandId();
    expect(await eve.command("run-1", decision("x"), id)).toMatchObject({ type: "$ack", result: "eve decided x" });
    expect(await ada.command("run-1", decision("a"), id)).toMatchObject({ type: "$ack", result: "ada decided a" });
    // Both outcomes are kept, and each sender gets the own one again.
    expect(await ada.command("run-1", decision("b"), id)).toMatchObject({ result: "ada decided a", duplicate: true });
    expect(await eve.command("run-1", decision("b"), id)).toMatchObject({ result: "eve decided x", duplicate: true });
  });

  test("[AU7] does not join the waiting command of the other principal", async () => {
    const release: (() => void)[] = [];
    const commands: Commands<ToyTypes, Person> = {
      ...naming,
      human_decision: ({ node_id }, { principal }) =>
        new Promise((resolve) => release.push(() => resolve(`${principal.id} decided ${node_id}`))),
    };
    const { streams, port } = await start({ commands });
    await streams.open("run-1");
    const [ada, eve] = [await enter(port, "ada"), await enter(port, "eve")];
    const id = commandId();
    const answers = [ada.command("run-1", decision("a"), id)];
    await until(() => release.length === 1);
    answers.push(eve.command("run-1", decision("x"), id));
    release[0]?.();
    await until(() => release.length === 2);
    release[1]?.();
    expect(await Promise.all(answers)).toMatchObject([{ result: "ada decided a" }, { result: "eve decided x" }]);
  });
});

describe("the principal of a command", () => {
  test("[AU8] is the same for authorize, the handler and the outcome, though another token arrives meanwhile", async () => {
    const asked: string[] = [];
    let release: (() => void) | undefined;
    const { streams, port } = await start({
      commands: naming,
      authorize: ({ id }, _stream, event) => {
        if (event === undefined) return true;
        asked.push(id);
        return new Promise((resolve) => (release = () => resolve(true)));
      },
    });
    await streams.open("run-1");
    const peer = await enter(port, "ada");
    const other = await enter(port, "ada");
    const id = commandId();
    const answer = peer.command("run-1", decision("a"), id);
    await until(() => release !== undefined);
    peer.send({ type: "$auth", token: "eve" });
    peer.send({ type: "$ping", n: 1 });
    await peer.next("$pong");
    release?.();
    const again = other.command("run-1", decision("b"), id);
    await until(() => asked.length === 2);
    release?.();
    expect(await again).toMatchObject({ type: "$ack", result: "ada decided a", duplicate: true });
    expect(asked).toEqual(["ada", "ada"]);
    // The connection now belongs to Eve, who gets no outcome of Ada's command.
    expect(await answer).toMatchObject({ type: "$nack", code: "forbidden" });
  });

  test("[AU8] a command after a token belongs to the principal of the token, even while the token is checked", async () => {
    const handled: string[] = [];
    const commands = {
      ...naming,
      pause_execution: (_event: object, { principal }: { principal: Person }) => void handled.push(principal.id),
    };
    const { streams, port } = await start({
      commands,
      authenticateToken: async (token) => (await pause(50), token === "bad" ? { refuse: true } : { principal: { id: token } }),
    });
    await streams.open("run-1");
    const peer = await enter(port, "ada");
    peer.send({ type: "$auth", token: "bob" });
    expect(await peer.command("run-1", { type: "pause_execution" })).toMatchObject({ type: "$ack" });
    peer.send({ type: "$auth", token: "bad" });
    peer.send({ type: "$command", id: commandId(), stream: "run-1", event: { type: "pause_execution" } });
    expect((await peer.closed).code).toBe(4401);
    expect(handled).toEqual(["bob"]);
  });

  test("[AU9] of two tokens the later one counts, in whatever order the application answers", async () => {
    const { streams, port } = await start({
      commands: naming,
      authenticateToken: async (token) => (await pause(token === "slow" ? 150 : 10), { principal: { id: token } }),
    });
    await streams.open("run-1");
    const peer = await enter(port, "ada");
    peer.send({ type: "$auth", token: "slow" });
    peer.send({ type: "$auth", token: "quick" });
    expect(await peer.command("run-1", decision("a"))).toMatchObject({ result: "quick decided a" });
    await pause(200);
    expect(await peer.command("run-1", decision("b"))).toMatchObject({ result: "quick decided b" });
  });
});

describe("the right to follow a stream", () => {
  test("[AU9] ends with a token of a principal that may not follow the stream", async () => {
    const { streams, port } = await start({ authorize: ({ id }) => id === "ada" });
    const run = await streams.open("run-1");
    const peer = await enter(port, "ada");
    peer.send({ type: "$auth", token: "eve" });
    expect(await peer.next("$unsubscribed")).toMatchObject({ stream: "run-1", code: 4403 });
    run.publish(nodeState("secret"));
    await run.flushed();
    peer.send({ type: "$ping", n: 1 });
    await peer.next("$pong");
    expect(peer.events).toEqual([]);
  });

  test("[AU10] is asked again on demand, for sessions and for clients in plain mode", async () => {
    const friends = new Set(["ada", "bob"]);
    const { streams, port } = await start({ authorize: ({ id }) => friends.has(id) });
    await streams.open("run-1");
    const [ada, bob] = [await enter(port, "ada"), await enter(port, "bob")];
    const plain = new NaiveClient(cleanup, streamUrl(port), { headers: { "x-user": "bob" } });
    await plain.opened;
    friends.delete("bob");
    streams.reauthorize({ principal: "ada" });
    expect(await Promise.race([bob.closed, plain.closed, pause(50)])).toBeUndefined();
    streams.reauthorize();
    expect(await bob.next("$unsubscribed")).toMatchObject({ code: 4403 });
    expect((await plain.closed).code).toBe(4403);
    ada.send({ type: "$ping", n: 1 });
    await ada.next("$pong");
    expect(ada.frames.map(({ type }) => type)).not.toContain("$unsubscribed");
  });

  test("[AU10] the application closes one connection, or all of a principal", async () => {
    const numbers: number[] = [];
    const commands = {
      ...naming,
      pause_execution: (_event: object, command: { connection: number }) => void numbers.push(command.connection),
    };
    const { streams, port } = await start({ commands });
    await streams.open("run-1");
    const peers = [await enter(port, "ada"), await enter(port, "ada"), await enter(port, "bob")] as const;
    await peers[0].command("run-1", { type: "pause_execution" });
    expect(streams.disconnect({ connection: numbers[0] })).toBe(1);
    expect((await peers[0].closed).code).toBe(4403);
    expect(streams.disconnect({ principal: "ada" }, { code: 4402, reason: "the account is locked" })).toBe(1);
    expect(await peers[1].closed).toEqual({ code: 4402, reason: "the account is locked" });
    expect(await peers[2].command("run-1", decision("a"))).toMatchObject({ type: "$ack" });
    expect(() => streams.disconnect({}, { code: 1006 })).toThrow("expected the code 1000, or a whole number from 3000 to 4999, got 1006");
  });

  test("[AU11] covers the stream in the address alone, if the application authenticates and gives no authorize", async () => {
    const warnings: string[] = [];
    const { streams, port } = await start({ authorize: undefined, onWarning: (message) => warnings.push(message) });
    await Promise.all([streams.open("run-1"), streams.open("run-2")]);
    const peer = new SessionPeer(cleanup, streamUrl(port), { headers: { "x-user": "eve" } });
    const { streams: verdicts } = await peer.hello([{ stream: "run-2" }, { stream: "run-1" }]);
    expect(verdicts.toSorted((a, b) => a.stream.localeCompare(b.stream))).toMatchObject([
      { mode: "snapshot" },
      { mode: "refused", code: 4403 },
    ]);
    peer.send({ type: "$subscribe", stream: "run-2" });
    expect(await peer.next("$subscribed")).toMatchObject({ verdict: { mode: "refused", code: 4403 } });
    expect(warnings).toEqual([expect.stringContaining('Set "authorize"')]);
  });

  test("[AU12] a client that may not follow a stream does not learn whether the stream exists", async () => {
    const { streams, port } = await start({ authorize: ({ id }) => id === "ada", openOnConnect: () => undefined });
    await streams.open("run-1");
    const ends = await Promise.all(
      ["run-1", "no-run"].map(async (stream) => {
        const peer = new SessionPeer(cleanup, streamUrl(port, stream), { headers: { "x-user": "eve" } });
        const { streams: verdicts } = await peer.hello();
        return [verdicts.map(({ mode, code }) => [mode, code]), await peer.closed];
      }),
    );
    expect(ends[1]).toEqual(ends[0]);
    const plain = await Promise.all(
      ["run-1", "no-run"].map((stream) => rawUpgrade(cleanup, port, `/api/dags/${stream}/stream`, ["X-User: eve"])),
    );
    expect(plain[1]).toEqual(plain[0]);
    expect(plain[0]?.status).toBe(403);
  });
});

test("[CM27] an outbox that was kept over a reload belongs to the person that has filled it", async () => {
  const held = new Map<string, string>();
  const storage = { getItem: (key: string) => held.get(key) ?? null, setItem: (key: string, value: string) => void held.set(key, value) };
  const handled: string[] = [];
  const commands = {
    ...naming,
    pause_execution: (_event: object, { principal }: { principal: Person }) => void handled.push(principal.id),
  };
  const { streams, port } = await start({ commands });
  await streams.open("run-1");
  const page = (token: string): ReturnType<typeof connect<ToyTypes>> => {
    const connection = connect(toyRun, { url: streamUrl(port), token, WebSocket, outbox: { storage: sessionOutbox("key", storage) } });
    cleanup.add(() => connection.close());
    return connection;
  };
  const ada = page("ada");
  expect(await ada.send({ type: "pause_execution" })).toMatchObject({ status: "accepted" });
  streams.disconnect({ principal: "ada" }, { code: 4_500 });
  await until(() => ada.status.phase === "backoff");
  void ada.send({ type: "pause_execution" });
  const kept = held.get("key") ?? "";
  expect(kept).toContain('"by":"ada"');
  ada.close();
  held.set("key", kept);
  const eve = page("eve");
  await until(() => eve.status.phase === "live");
  await until(() => held.get("key") === "[]");
  held.set("key", kept);
  expect(handled).toEqual(["ada"]);
  page("ada");
  await until(() => handled.length === 2);
  expect(handled).toEqual(["ada", "ada"]);
});

describe("the description of a client", () => {
  test("[AU7] $welcome tells a client of dagwire.v1.1 the id of its principal", async () => {
    const { streams, port } = await start({ describePrincipal: ({ id }) => ({ id: `user:${id}` }) });
    await streams.open("run-1");
    const newer = new SessionPeer(cleanup, streamUrl(port), { headers: { "x-user": "ada" }, protocols: ["dagwire.v1.1"] });
    expect(await newer.hello()).toMatchObject({ principal: { id: "user:ada" }, features: expect.arrayContaining(["principal"]) });
    const older = new SessionPeer(cleanup, streamUrl(port), { headers: { "x-user": "ada" } });
    expect(await older.hello()).not.toHaveProperty("principal");
  });

  test("[AU7] the server warns once about principals without an id", async () => {
    const warnings: string[] = [];
    const options = { authenticate: () => ({ principal: { name: "Ada" } }), onWarning: (message: string) => warnings.push(message) };
    const { streams, port } = await startStreams<{ name: string }>(cleanup, options);
    await streams.open("run-1");
    for (const peer of [new SessionPeer(cleanup, streamUrl(port)), new SessionPeer(cleanup, streamUrl(port))]) await peer.hello();
    expect(warnings).toEqual([expect.stringContaining('Set the option "describePrincipal"')]);
  });

  test("[AU7] a wrong description refuses the client with 500, and onError gets the sentence", async () => {
    const errors: string[] = [];
    const describePrincipal = (): { id: string } => ({ id: "x".repeat(257) });
    const { streams, port } = await start({ describePrincipal, onError: (error) => errors.push(error.message) });
    await streams.open("run-1");
    expect((await rawUpgrade(cleanup, port, "/api/dags/run-1/stream")).status).toBe(500);
    expect(errors).toEqual([
      expect.stringContaining('option "describePrincipal": expected undefined, or an object whose "id" is a text of 1 to 256'),
    ]);
  });
});

describe("the name of the server's host", () => {
  const upgrade = (port: number, host: string, origin: string): Promise<{ readonly status: number; readonly text: string }> =>
    rawUpgrade(cleanup, port, "/api/dags/run-1/stream", [`Host: ${host}`, `Origin: ${origin}`]);
  const refusal = (port: number, host: string, origin: string): Promise<{ readonly code: number; readonly reason: string }> =>
    new Promise((resolve) => {
      const socket = new WebSocket(streamUrl(port), { origin, headers: { host } });
      socket.on("close", (code, reason) => resolve({ code, reason: String(reason) }));
    });

  test("[AU13] a page whose own name leads to a loopback listener is refused", async () => {
    const { streams, port } = await startStreams(cleanup);
    await streams.open("run-1");
    const refused = await refusal(port, `evil.example:${port}`, `http://evil.example:${port}`);
    expect(refused).toEqual({ code: 4403, reason: 'the server\'s option "allowedHosts" does not list the host name of this page' });
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `demo.localhost:${port}`, `[::1]:${port}`])
      expect((await upgrade(port, host, `http://${host}`)).status, host).toBe(101);
    expect(streams.stats().refusedUpgrades).toBe(1);
  });

  test("[AU13] the application allows further names, and an allowed origin needs none", async () => {
    const { streams, port } = await startStreams(cleanup, { allowedHosts: ["dash.example"], allowedOrigins: ["https://proxy.example"] });
    await streams.open("run-1");
    expect((await refusal(port, "dash.example:80", "http://dash.example")).code).toBe(4403);
    expect((await upgrade(port, "DASH.example", "http://dash.example")).status).toBe(101);
    expect((await upgrade(port, "proxy.example", "https://proxy.example")).status).toBe(101);
    expect((await refusal(port, "other.example", "http://other.example")).code).toBe(4403);
    expect(streams.stats().refusedUpgrades).toBe(2);
  });
});

function pause(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
}
