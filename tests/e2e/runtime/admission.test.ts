import { afterEach, describe, expect, test } from "vitest";
import { Cleanup, NaiveClient, openRaw, rawUpgrade, startStreams, streamUrl, until } from "../../helpers/stream-harness.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const path = "/api/dags/run-1/stream";

describe("before the upgrade", () => {
  test.each([
    ["a request of another site that hides its origin", ["Sec-Fetch-Site: cross-site"], 403],
    ["a request of another host of the site that hides its origin", ["Sec-Fetch-Site: same-site"], 403],
    ["a request of the same origin without the header", ["Sec-Fetch-Site: same-origin"], 101],
    ["no browser", [], 101],
    ["subprotocols that the server does not speak", ["Sec-WebSocket-Protocol: graphql-ws, mqtt"], 400],
  ])("%s", async (_who, headers, status) => {
    const { streams, port } = await startStreams(cleanup);
    await streams.open("run-1");
    expect((await rawUpgrade(cleanup, port, path, headers)).status).toBe(status);
  });

  test("a page of the server's own host may connect, and one of a listed origin", async () => {
    const { streams, port } = await startStreams(cleanup, { allowedOrigins: ["https://dash.example"] });
    await streams.open("run-1");
    expect((await rawUpgrade(cleanup, port, path, [`Origin: http://127.0.0.1:${port}`])).status).toBe(101);
    expect((await rawUpgrade(cleanup, port, path, ["Origin: https://dash.example"])).status).toBe(101);
  });

  test.each([
    ["/api/dags/other/stream", 404],
    ["/api/dags/%ff/stream", 400],
    ["/api/dags//stream", 400],
  ])("%s gets %i", async (address, status) => {
    const { streams, port } = await startStreams(cleanup);
    await streams.open("run-1");
    expect((await rawUpgrade(cleanup, port, address)).status).toBe(status);
    expect(streams.stats().streams).toBe(1);
  });

  test("ws refuses an ordinary request that only looks like an upgrade", async () => {
    const { streams, port } = await startStreams(cleanup);
    await streams.open("run-1");
    expect((await rawUpgrade(cleanup, port, path, ["Sec-WebSocket-Version: 1"])).status).toBe(400);
    expect(streams.stats().connections).toBe(0);
  });
});

describe("openOnConnect", () => {
  test("opens the streams that it allows, and forgets each with its last connection", async () => {
    const { streams, port } = await startStreams(cleanup, { openOnConnect: (id) => (id.startsWith("run-") ? {} : undefined) });
    const clients = [new NaiveClient(cleanup, streamUrl(port)), new NaiveClient(cleanup, streamUrl(port))];
    await Promise.all(clients.map((client) => client.opened));
    expect(streams.stats()).toMatchObject({ streams: 1, connections: 2 });
    expect((await rawUpgrade(cleanup, port, "/api/dags/x/stream")).status).toBe(404);
    for (const client of clients) client.ws.close();
    await until(() => streams.stats().streams === 0);
  });

  test("a stream that the engine has opened stays without connections", async () => {
    const { streams, port } = await startStreams(cleanup);
    const stream = await streams.open("run-1");
    const client = new NaiveClient(cleanup, streamUrl(port));
    await client.opened;
    expect(stream.connections).toBe(1);
    client.ws.close();
    await until(() => stream.connections === 0);
    expect(streams.stats().streams).toBe(1);
  });
});

describe("authenticate", () => {
  test("gives handlers the principal", async () => {
    const seen: string[] = [];
    const { streams, port } = await startStreams<{ name: string }>(cleanup, {
      authenticate: async (request, stream) => {
        await Promise.resolve();
        const name = request.headers.authorization;
        return name === undefined ? { refuse: 401 } : stream === "run-1" ? { principal: { name } } : { refuse: 403 };
      },
      commands: {
        human_decision: () => undefined,
        pause_execution: (event, { principal }) => void seen.push(`${principal.name} ${event.type}`),
      },
    });
    await streams.open("run-1");
    expect(await rawUpgrade(cleanup, port, path)).toMatchObject({ status: 401, text: expect.stringContaining("WWW-Authenticate: Bearer") });
    expect((await rawUpgrade(cleanup, port, "/api/dags/run-2/stream", ["Authorization: ann"])).status).toBe(403);
    const client = new NaiveClient(cleanup, streamUrl(port), { headers: { authorization: "ann" } });
    await client.opened;
    client.send({ type: "pause_execution" });
    await until(() => seen.length === 1);
    expect(seen).toEqual(["ann pause_execution"]);
  });

  test("that throws refuses with 500 and is reported", async () => {
    const errors: string[] = [];
    const { port } = await startStreams<string>(cleanup, {
      authenticate: () => Promise.reject(new Error("no database")),
      onError: (error) => errors.push(error.message),
    });
    const answer = await rawUpgrade(cleanup, port, path);
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain("database");
    expect(errors).toEqual(["no database"]);
  });

  test("that never answers does not keep the socket open", async () => {
    const { port } = await startStreams<string>(cleanup, {
      authenticate: () => new Promise(() => {}),
      limits: { admissionTimeoutMs: 50 },
    });
    await expect(rawUpgrade(cleanup, port, path)).rejects.toThrow("closed without an answer");
  });

  test("a client that leaves meanwhile causes no error", async () => {
    const { streams, port } = await startStreams<string>(cleanup, {
      authenticate: () => new Promise((resolve) => setTimeout(() => resolve({ principal: "x" }), 50)),
    });
    await streams.open("run-1");
    for (let index = 0; index < 10; index++) {
      const socket = openRaw(cleanup, port, path);
      setTimeout(() => socket.resetAndDestroy(), 10);
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect((await rawUpgrade(cleanup, port, path)).status).toBe(101);
  });
});
