import { afterAll, afterEach, describe, expect, test } from "vitest";
import { dag } from "@dagwire/dag";
import type { ClientEvent } from "@dagwire/dag";
import { FaultHost } from "../../helpers/fault-host.js";
import { SessionPeer, commandId } from "../../helpers/session-peer.js";
import { Cleanup, NaiveClient, rawUpgrade, until } from "../../helpers/stream-harness.js";

const cleanup = new Cleanup();
let current: FaultHost | undefined;

/** The process in which all applications fail. A new one starts only after the last one has died. */
function host(): FaultHost {
  if (current?.isAlive !== true) current = new FaultHost();
  return current;
}

afterAll(() => current?.stop());

const urlOf = async (server: string, stream = server): Promise<string> => `ws://127.0.0.1:${await host().port()}/${server}/${stream}`;

async function peerOf(server: string, after?: string): Promise<SessionPeer> {
  const peer = new SessionPeer(cleanup, await urlOf(server));
  await peer.opened;
  const streams = after === undefined ? [] : [{ stream: server, after }];
  peer.send({ type: "$hello", v: 1, protocol: identity, client: commandId(), streams });
  return peer;
}

async function plainOf(server: string, stream?: string): Promise<NaiveClient> {
  const client = new NaiveClient(cleanup, await urlOf(server, stream));
  await client.opened;
  return client;
}

const { name, version, digest } = dag;
const identity = { name, version, digest };
const pause = (reason: string): ClientEvent => ({ type: "pause_execution", reason });
const resume: ClientEvent = { type: "resume_execution" };
const decide = (node_id: string): ClientEvent => ({ type: "human_decision", node_id, decision: "approve" });

/** Checks that the same process still serves others. No rejection or exception has ended it. */
async function expectAlive(server: FaultHost): Promise<void> {
  const peer = await peerOf("good");
  await peer.next("$synced");
  expect(await peer.command("good", resume)).toMatchObject({ type: "$ack", result: "resumed" });
  expect({ isAlive: server.isAlive, output: server.isAlive ? "" : server.output }).toEqual({ isAlive: true, output: "" });
}

afterEach(() => cleanup.run());

/** Declares a test that must end with the process with which it began. */
function fault(title: string, body: (server: FaultHost) => Promise<void>): void {
  test(title, async () => {
    const process = host();
    await body(process);
    await expectAlive(process);
  });
}

describe.each(["results", "durable-results"])("a handler's result, server %s", (server) => {
  for (const reason of ["bigint", "bigint inside", "circular", "function", "symbol", "toJSON throws", "toJSON says nothing"]) {
    fault(`[CM19] that JSON cannot say refuses its own command: ${reason}`, async (process) => {
      const peer = await peerOf(server);
      await peer.next("$synced");
      const id = commandId();
      const refusal = {
        type: "$nack",
        code: "failed",
        message: 'The server\'s handler of "pause_execution" has failed. The server\'s "onError" got the error.',
      };
      expect(await peer.command(server, pause(reason), id)).toMatchObject(refusal);
      expect(await peer.command(server, pause(reason), id)).toMatchObject({ ...refusal, duplicate: true });
      expect(await peer.command(server, resume)).toMatchObject({ type: "$ack", result: "resumed" });
      expect(peer.events).toEqual([]);
      await process.said(new RegExp(`^${server}: Command "pause_execution" of stream "[^"]+" has failed: Its result cannot be sent`, "m"));
    });
  }

  fault("that is undefined, or has undefined parts, arrives as JSON writes it", async () => {
    const peer = await peerOf(server);
    await peer.next("$synced");
    const answer = await peer.command(server, pause("undefined"));
    expect(answer).toMatchObject({ type: "$ack" });
    expect(answer).not.toHaveProperty("result");
    // oxlint-disable-next-line unicorn/no-null -- JSON writes undefined as null
    expect(await peer.command(server, pause("partly"))).toMatchObject({ type: "$ack", result: { number: null, list: [null] } });
    await until(() => peer.events.length === 2);
  });
});

fault("[CM9] a result that the application changes later is sent again unchanged", async (process) => {
  const peer = await peerOf("results");
  await peer.next("$synced");
  const id = commandId();
  expect(await peer.command("results", pause("changing"), id)).toMatchObject({ type: "$ack", result: { text: "before" } });
  await process.tell("change");
  expect(await peer.command("results", pause("changing"), id)).toMatchObject({ type: "$ack", result: { text: "before" }, duplicate: true });
});

fault("[CM19] a handler that throws or rejects, or refuses with no text, refuses its own command", async (process) => {
  const peer = await peerOf("results");
  await peer.next("$synced");
  expect(await peer.command("results", { type: "skip_node", node_id: "a" })).toMatchObject({ type: "$nack", code: "failed" });
  expect(await peer.command("results", { type: "retry_node", node_id: "a" })).toMatchObject({ type: "$nack", code: "failed" });
  expect(await peer.command("results", { type: "cancel_execution" })).toMatchObject({ type: "$nack", code: "1", message: "2" });
  await process.said(/^results: Command "skip_node" of stream "[^"]+" has failed: handler throws$/m);
  await process.said(/^results: Command "retry_node" of stream "[^"]+" has failed: handler rejects$/m);
});

describe.each(["gate", "durable-gate"])("a gate, server %s", (server) => {
  for (const [node, report] of [
    ["throws", "gate throws"],
    ["rejects", "gate returned a promise"],
    ["number", "gate returned a number"],
  ] as const) {
    fault(`[CM19] that ${node} refuses its own command, and again with the same answer`, async (process) => {
      const peer = await peerOf(server);
      await peer.next("$synced");
      const id = commandId();
      expect(await peer.command(server, decide(node), id)).toMatchObject({ type: "$nack", code: "failed" });
      expect(await peer.command(server, decide(node), id)).toMatchObject({ type: "$nack", code: "failed", duplicate: true });
      const other = `${node}-other`;
      expect(await peer.command(server, decide(other))).toMatchObject({ type: "$ack", result: "decided" });
      expect(await peer.command(server, decide(other))).toMatchObject({ type: "$nack", code: "conflict" });
      await process.said(new RegExp(`^${server}: ${report}`, "m"));
    });
  }
});

fault("[CM19] a gate that throws refuses a plain client's event", async () => {
  const client = await plainOf("gate");
  client.send(decide("throws"));
  await until(() => client.events.length === 1);
  expect(client.events).toEqual([
    { type: "error", message: 'failed: The server\'s function "gate" has failed. The server\'s "onError" got the error.' },
  ]);
});

describe("admission and authorization", () => {
  for (const server of ["authenticate-throws", "authenticate-rejects"]) {
    fault(`${server}: 500, and the error is reported`, async (process) => {
      expect((await rawUpgrade(cleanup, await process.port(), `/${server}/${server}`)).status).toBe(500);
      await process.said(new RegExp(`^${server}: authenticate`, "m"));
    });
  }

  for (const server of ["origin-throws", "origin-rejects"]) {
    fault(`${server}: 500, and the error is reported`, async (process) => {
      const answer = await rawUpgrade(cleanup, await process.port(), `/${server}/${server}`, ["Origin: https://else.example"]);
      expect(answer.status).toBe(500);
      await process.said(new RegExp(`^${server}: allowedOrigins`, "m"));
    });
  }

  for (const server of ["open-throws", "open-rejects"]) {
    fault(`${server}: 503, and the error is reported`, async (process) => {
      expect((await rawUpgrade(cleanup, await process.port(), `/${server}/new`)).status).toBe(503);
      await process.said(new RegExp(`^${server}: openOnConnect`, "m"));
    });
  }

  fault("authorize that throws: the client sends a command again later, and a plain client's event is refused", async (process) => {
    const server = "authorize-throws";
    const peer = await peerOf(server);
    await peer.next("$synced");
    expect(await peer.command(server, resume)).toMatchObject({ type: "$nack", code: "unavailable", retryAfterMs: 1_000 });
    const client = await plainOf(server);
    client.send(resume);
    await until(() => client.events.length === 1);
    expect(client.events).toEqual([
      { type: "error", message: "unavailable: the server cannot decide now whether you may send this event: send it again later" },
    ]);
    await process.said(/^authorize-throws: authorize throws$/m);
  });

  fault("authorize that rejects: a session is closed and dials again later, a plain client gets 500", async (process) => {
    const server = "authorize-rejects";
    expect((await (await peerOf(server)).closed).code).toBe(1013);
    expect((await rawUpgrade(cleanup, await process.port(), `/${server}/${server}`)).status).toBe(500);
    await process.said(/^authorize-rejects: authorize rejects$/m);
  });

  for (const server of ["token-throws", "token-rejects"]) {
    fault(`${server}: the client is closed and dials again later, and the error is reported`, async (process) => {
      const peer = new SessionPeer(cleanup, await urlOf(server));
      await peer.opened;
      peer.send({ type: "$hello", v: 1, protocol: identity, client: commandId(), streams: [], auth: "token" });
      expect((await peer.closed).code).toBe(1013);
      await process.said(new RegExp(`^${server}: authenticateToken`, "m"));
    });
  }
});

describe("plain mode", () => {
  for (const server of ["greet-throws", "greet-rejects"]) {
    fault(`${server}: 1011, and the error is reported`, async (process) => {
      expect((await (await plainOf(server)).closed).code).toBe(1011);
      await process.said(new RegExp(`^${server}: greet`, "m"));
    });
  }

  for (const server of ["error-event-throws", "error-event-rejects", "invalid-throws", "invalid-rejects"]) {
    fault(`${server}: the client stays connected, and the error is reported`, async (process) => {
      const client = await plainOf(server);
      client.send("no JSON");
      await process.said(new RegExp(`^${server}: (errorEvent|onInvalid)`, "m"));
      expect(client.ws.readyState).toBe(client.ws.OPEN);
    });
  }

  for (const server of ["command-throws", "command-rejects"]) {
    fault(`${server}: the client stays connected, and the error is reported`, async (process) => {
      const client = await plainOf(server);
      client.send(pause("bigint"));
      await process.said(new RegExp(`^${server}: Command "pause_execution" of stream "[^"]+" has failed: handler`, "m"));
      expect(client.ws.readyState).toBe(client.ws.OPEN);
    });
  }
});

describe("reports", () => {
  for (const server of ["report-throws", "report-rejects"]) {
    fault(`${server}: an error that onError throws becomes a warning`, async (process) => {
      const client = await plainOf(server);
      client.send(resume);
      await process.said(/Error: onError (throws|rejects)/);
      expect(client.ws.readyState).toBe(client.ws.OPEN);
    });
  }

  for (const server of ["logger-throws", "logger-rejects"]) {
    fault(`${server}: the error is reported, and clients are served`, async (process) => {
      const peer = await peerOf(server);
      await peer.next("$synced");
      expect(await peer.command(server, resume)).toMatchObject({ type: "$ack" });
      expect((await rawUpgrade(cleanup, await process.port(), `/${server}/unknown`)).status).toBe(404);
      await process.said(new RegExp(`^${server}: logger`, "m"));
    });
  }

  fault("a thrown value without a message is reported too", async (process) => {
    const client = await plainOf("textless");
    client.send(resume);
    await process.said(/^textless: Command "resume_execution" of stream "[^"]+" has failed: the thrown value is no text$/m);
  });
});

describe("states", () => {
  for (const server of ["state-bigint"]) {
    fault(`${server}: the client is closed and dials again later, and the error is reported`, async (process) => {
      expect((await (await peerOf(server)).closed).code).toBe(1013);
      await process.said(new RegExp(`^${server}: Do not know how to serialize a BigInt`, "m"));
      await process.tell(`close ${server}`);
    });
  }

  fault("a state that is undefined is null for clients", async () => {
    const peer = await peerOf("state-nothing");
    expect((await peer.next("$snapshot")).state).toBe("null");
  });

  for (const server of ["apply-throws", "apply-rejects"]) {
    fault(`[OW8] ${server}: the event is refused and reported, and the stream continues`, async (process) => {
      const peer = await peerOf(server);
      await peer.next("$synced");
      await process.tell(`publish ${server}`);
      await process.said(new RegExp(`^${server}: The log of stream "${server}" does not get the event .*: .*\\(apply`, "m"));
      expect(await peer.command(server, resume)).toMatchObject({ type: "$ack", result: "resumed" });
      expect(await peer.command(server, pause("undefined"))).toMatchObject({ type: "$nack", code: "failed" });
      expect(peer.events).toEqual([]);
    });
  }

  for (const server of ["fenced-throws", "fenced-rejects"]) {
    fault(`${server}: the error is reported, and the server informs the stream's clients`, async (process) => {
      const peer = await peerOf(server);
      await peer.next("$synced");
      await process.tell(`fence ${server}`);
      await process.tell(`publish ${server}`);
      expect(await peer.next("$unsubscribed")).toMatchObject({ code: 1012, reason: "another process has opened the stream" });
      await process.said(new RegExp(`^${server}: onLost`, "m"));
    });
  }

  for (const server of ["conflate-throws", "conflate-rejects"]) {
    fault(`${server}: a client that is behind is closed and dials again later, and the error is reported`, async (process) => {
      const { at } = await (await peerOf(server)).next("$synced");
      for (let count = 0; count < 3; count++) await process.tell(`publish ${server}`);
      expect((await (await peerOf(server, at)).closed).code).toBe(1013);
      await process.said(new RegExp(`^${server}: conflate`, "m"));
    });
  }

  fault("the publisher gets an error that isTerminal throws, and nothing is published", async (process) => {
    const peer = await peerOf("terminal-throws");
    await peer.next("$synced");
    await process.tell("publish terminal-throws");
    await process.said(/^thrown publish terminal-throws: isTerminal throws$/m);
    expect(await peer.command("terminal-throws", resume)).toMatchObject({ type: "$ack" });
    expect(peer.events).toEqual([]);
  });
});

describe.each(["apply-picky", "durable-apply-picky"])("an event that the state cannot take, server %s", (server) => {
  fault("[OW8] is refused alone: the other events of its turn are stored, and flushed() rejects once", async (process) => {
    const peer = await peerOf(server);
    await peer.next("$synced");
    await process.tell(`mix ${server}`);
    await process.said(new RegExp(`^thrown mix ${server}: The log of stream "${server}" does not get the event`, "m"));
    await process.tell(`flush ${server}`);
    await process.said(new RegExp(`^done flush ${server}$`, "m"));
    await until(() => peer.events.length === 2);
    expect(peer.events).toEqual([{ type: "run_resumed" }, { type: "run_resumed" }]);
    expect(await peer.command(server, pause("undefined"))).toMatchObject({ type: "$nack", code: "failed" });
    expect(await peer.command(server, resume)).toMatchObject({ type: "$ack", result: "resumed" });
  });
});

describe("a handler that takes too long", () => {
  const server = "late";
  const skip: ClientEvent = { type: "skip_node", node_id: "a" };

  fault("[CM21] is refused, and the next command is handled", async (process) => {
    const peer = await peerOf(server);
    await peer.next("$synced");
    const id = commandId();
    const [refusal, next] = await Promise.all([peer.command(server, decide("a"), id), peer.command(server, resume)]);
    expect(refusal).toMatchObject({ type: "$nack", code: "failed" });
    expect(next).toMatchObject({ type: "$ack", result: "resumed" });
    expect(await peer.command(server, decide("a"), id)).toMatchObject({ type: "$nack", code: "failed", duplicate: true });
    await process.said(
      /^late: Command "human_decision" of stream "late" has failed: expected the handler to finish within 200 ms, got no result/m,
    );
  });

  fault("[CM22] publishes nothing after its end, and onError gets the error", async (process) => {
    const peer = await peerOf(server);
    await peer.next("$synced");
    expect(await peer.command(server, { type: "retry_node", node_id: "a" })).toMatchObject({ type: "$nack", code: "failed" });
    await process.said(/^late: The handler of "retry_node" has published an event to stream "late" after its end/m);
    expect(await peer.command(server, skip)).toMatchObject({ type: "$ack" });
    await process.said(/^late has thrown COMMAND_OVER$/m);
    await process.said(/^late: The handler of "skip_node" has published an event to stream "late" after its end/m);
    expect(peer.events).toEqual([]);
  });
});
