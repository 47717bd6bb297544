import { once } from "node:events";
import { afterEach, describe, expect, test } from "vitest";
import { connect, StreamSession } from "@dagwire/runtime/client";
import type { Connection, ConnectionOptions, SocketConstructor } from "@dagwire/runtime/client";
import type { Logger } from "@dagwire/runtime/server";
import { WebSocket, WebSocketServer } from "ws";
import { toyRun } from "../../helpers/toy-protocol.js";
import type { ToyTypes } from "../../helpers/toy-protocol.js";
import { Cleanup, openRaw, rawUpgrade, startStreams, streamUrl, until } from "../../helpers/stream-harness.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const foreign = "http://localhost:5173";
const path = "/api/dags/run-1/stream";

/** A socket as a browser opens it: with the origin of its page. */
function socketOf(origin: (url: string) => string): SocketConstructor {
  return class extends WebSocket {
    constructor(url: string, protocols?: string[]) {
      super(url, protocols, { origin: origin(url) });
    }
  };
}
const ForeignPage = socketOf(() => foreign);
const OwnPage = socketOf((url) => `http://${new URL(url).host}`);

function open(port: number, options: Partial<ConnectionOptions<ToyTypes>> = {}, stream?: string): Connection<ToyTypes> {
  const connection = connect(toyRun, { url: streamUrl(port, stream), WebSocket: OwnPage, random: () => 0.01, ...options });
  cleanup.add(() => connection.close());
  return connection;
}

async function endOf(connection: Connection<ToyTypes>): Promise<unknown> {
  await until(() => connection.status.phase === "closed");
  return connection.status;
}

/** Returns a logger, and the lines that it has got. */
function notes(): { readonly lines: string[]; readonly logger: Logger } {
  const lines: string[] = [];
  const note = (_details: object, message: string): number => lines.push(message);
  return { lines, logger: { debug: () => 0, info: () => 0, warn: note, error: note } };
}

describe("[HS11] a page gets the code and the reason of a refusal at its first attempt", () => {
  test.each(["sessions", "plain"] as const)("for an unknown stream, in mode %s", async (mode) => {
    const { streams, port } = await startStreams(cleanup);
    expect(await endOf(open(port, { mode }, "gone"))).toMatchObject({
      attempt: 1,
      code: 4404,
      reason: 'no stream "gone" is open: check its id, or open it first',
    });
    expect(streams.stats()).toMatchObject({ refusedUpgrades: 1, connections: 0 });
  });

  test.each([
    [401, 4401],
    [403, 4403],
    [404, 4404],
  ] as const)("for a principal that authenticate refuses with %i", async (refuse, code) => {
    const { streams, port } = await startStreams<string>(cleanup, { authenticate: () => ({ refuse }) });
    await streams.open("run-1");
    expect(await endOf(open(port))).toMatchObject({ attempt: 1, code, reason: "you may not connect" });
  });

  test("and tools without an origin get the HTTP status", async () => {
    const { streams, port } = await startStreams(cleanup);
    await streams.open("run-1");
    expect((await rawUpgrade(cleanup, port, "/api/dags/gone/stream")).status).toBe(404);
    const page = await rawUpgrade(cleanup, port, "/api/dags/gone/stream", [`Origin: http://127.0.0.1:${port}`]);
    expect(page.status).toBe(101);
  });

  test("within the rate of connections, and a page that never answers the close frame is cut off", async () => {
    const { port } = await startStreams(cleanup, { limits: { connectRate: { perSecond: 0.001, burst: 1 } } });
    const socket = openRaw(cleanup, port, "/api/dags/gone/stream", [`Origin: http://127.0.0.1:${port}`]);
    let isClosed = false;
    socket
      .on("close", () => (isClosed = true))
      .on("error", () => undefined)
      .resume();
    await until(() => socket.bytesRead > 0);
    // A frame with a reserved opcode.
    socket.write(Buffer.from([0x83, 0x80, 0, 0, 0, 0]));
    await until(() => isClosed);
    expect((await rawUpgrade(cleanup, port, path, [`Origin: ${foreign}`])).status).toBe(429);
  });
});

describe("[HS12] a client of a stream that is not open yet", () => {
  test.each([
    ["is connected when the stream is opened", undefined],
    ["that authorize allows is connected when the stream is opened", () => true],
  ] as const)("%s", async (_, authorize) => {
    const { streams, port } = await startStreams(cleanup, { limits: { unknownStreamMs: 5_000 }, ...(authorize && { authorize }) });
    const connection = open(port);
    await until(() => streams.stats().connections > 0 || authorize === undefined);
    setTimeout(() => void streams.open("run-1"), 50);
    await until(() => connection.status.phase === "live");
    expect(connection.status).toMatchObject({ attempt: 1 });
  });

  test("is refused when the server closes meanwhile", async () => {
    const { streams, port } = await startStreams(cleanup, { limits: { unknownStreamMs: 60_000 } });
    const answer = rawUpgrade(cleanup, port, path);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await streams.close();
    expect((await answer).status).toBe(503);
  });

  test("can dial again after 4404", async () => {
    const { streams, port } = await startStreams(cleanup);
    const session = new StreamSession(toyRun, { url: streamUrl(port), WebSocket: OwnPage });
    cleanup.add(() => session.close());
    session.open();
    await until(() => session.getStatus().phase === "closed");
    await streams.open("run-1");
    session.reconnect();
    await until(() => session.getStatus().phase === "live");
  });
});

describe("[HS13] the refusal of a page of another origin", () => {
  test("names the option. The log has the host, too, once a minute for each origin", async () => {
    const { lines, logger } = notes();
    const { streams, port } = await startStreams(cleanup, { logger });
    await streams.open("run-1");
    for (let count = 0; count < 3; count++) {
      const end = await endOf(open(port, { WebSocket: ForeignPage }));
      expect(end).toMatchObject({
        attempt: 1,
        code: 4403,
        reason: `the server's option "allowedOrigins" does not list the origin "${foreign}"`,
      });
    }
    const line =
      `refused: pages of the origin "${foreign}" may not connect to the host "127.0.0.1:${port}": ` +
      'add this origin to the server\'s option "allowedOrigins", or let the proxy keep the header Host';
    expect(lines).toEqual([line]);
    await endOf(open(port, { WebSocket: socketOf(() => "null") }));
    expect(lines).toHaveLength(2);
    expect(streams.stats().refusedUpgrades).toBe(4);
  });
});

describe("[AU5] [AU6] a function for the token", () => {
  test.each([
    [["old", "new"], "live", 2, undefined],
    [["old", "older"], "closed", 2, 4401],
  ] as const)("that returns %j: the client is %s", async (tokens, phase, attempt, code) => {
    const { streams, port } = await startStreams<string>(cleanup, {
      authenticate: () => ({ principal: "" }),
      authenticateToken: (token) => (token === "new" ? { principal: token } : { refuse: true }),
    });
    await streams.open("run-1");
    let asked = 0;
    const connection = open(port, { token: () => tokens[asked++] ?? "none" });
    await until(() => connection.status.phase === phase);
    expect(connection.status).toMatchObject(code === undefined ? { attempt } : { attempt, code });
    expect(asked).toBe(2);
  });

  test("is called before each dial", async () => {
    const { streams, port } = await startStreams<string>(cleanup, {
      authenticate: () => ({ principal: "" }),
      authenticateToken: (token) => ({ principal: token }),
    });
    await streams.open("run-1");
    let asked = 0;
    const connection = open(port, { token: () => Promise.resolve(`t${++asked}`) });
    await until(() => connection.status.phase === "live");
    streams.disconnect({}, { code: 4100 });
    await until(() => asked === 2 && connection.status.phase === "live");
    expect(connection.status).toMatchObject({ attempt: 2 });
  });
});

describe("[CL4] the close code 1000", () => {
  test("of a proxy is a lost connection, and of the server it is the end, with the reason", async () => {
    const proxy = new WebSocketServer({ port: 0, host: "127.0.0.1", handleProtocols: () => "dagwire.v1.1" });
    cleanup.add(() => proxy.close());
    await once(proxy, "listening");
    let dials = 0;
    proxy.on("connection", (socket) => {
      dials++;
      socket.close(1000);
    });
    const address = proxy.address();
    const lost = open(Number(Reflect.get(Object(address), "port")));
    await until(() => dials === 3);
    expect(lost.status.phase).not.toBe("closed");
    const { streams, port } = await startStreams(cleanup);
    await streams.open("run-1");
    const connection = open(port);
    await until(() => connection.status.phase === "live");
    await streams.close({ code: 1000, reason: "the run is over" });
    expect(await endOf(connection)).toMatchObject({ code: 1000, reason: "the run is over" });
  });
});
