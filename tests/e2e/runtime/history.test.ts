import { MemoryLog } from "@dagwire/runtime";
import { afterEach, expect, test, vi } from "vitest";
import type { ReadFrame } from "../../../runtime/core/frames/client-event.js";
import type { PageFrame, PieceFrame } from "../../../runtime/core/frames/server-event.js";
import { SessionPeer } from "../../helpers/session-peer.js";
import { Cleanup, startStreams, streamUrl } from "../../helpers/stream-harness.js";
import type { ToyOptions } from "../../helpers/stream-harness.js";
import { nodeState } from "../../helpers/toy-dag.js";

const cleanup = new Cleanup();
afterEach(async () => {
  vi.restoreAllMocks();
  await cleanup.run();
});

const protocols = ["dagwire.v1.1"];

/** Starts a server with ten events in "run-1", and a client that follows "run-1". */
async function start<P = undefined>(options: ToyOptions<P> = {}) {
  const log = new MemoryLog();
  const { streams, port } = await startStreams<P>(cleanup, { log, limits: { compactEvery: 4 }, ...options });
  const run = await streams.open("run-1");
  for (let n = 1; n <= 10; n++) {
    run.publish(nodeState(`n${n}`, "running"));
    await run.flushed();
  }
  const peer = new SessionPeer(cleanup, streamUrl(port, "run-1"), { protocols });
  return { log, streams, run, port, peer };
}

let requests = 0;
async function read(peer: SessionPeer, more: Partial<ReadFrame> = {}): Promise<PageFrame> {
  const frame: ReadFrame = { type: "$read", read: ++requests, stream: "run-1", ...more };
  peer.send(frame);
  const page = await peer.next("$page");
  expect(page.read).toBe(frame.read);
  return page;
}

async function refused(peer: SessionPeer, more: Partial<ReadFrame> = {}): Promise<object> {
  peer.send({ type: "$read", read: ++requests, stream: "run-1", ...more });
  return peer.next("$refused");
}

test("[HI1] [HI7] a client reads pages back to the first event, while new events still come in order", async () => {
  const { run, peer } = await start();
  await peer.hello([], { protocol: { name: "toy", version: "1.0.0", digest: "sha256:toy" } });
  const { at, count } = await peer.next("$synced");
  expect(count).toBe(10);
  const newest = await read(peer, { limit: 4 });
  expect(newest).toMatchObject({ at, head: at, count: 6, events: [7, 8, 9, 10].map((n) => nodeState(`n${n}`, "running")) });
  expect(newest.times?.reduce((sum, [length = 0]) => sum + length, 0)).toBe(4);
  run.publish(nodeState("n11", "completed"));
  const [epoch = "", seq = ""] = newest.after.split(":");
  const older = await read(peer, { before: `${epoch}:${Number(seq) + 1}`, where: { "/node_id": ["n1", "n6", "n11"] } });
  expect(older).toMatchObject({ after: `${epoch}:0`, at: newest.after, count: 0, seqs: [1, 6] });
  expect(older).not.toHaveProperty("trimmed");
  expect(await read(peer, { after: at })).toMatchObject({ after: at, events: [nodeState("n11", "completed")], count: 10 });
  expect(await read(peer, { atMs: 0, limit: 1 })).toMatchObject({ after: `${epoch}:0`, events: [nodeState("n1", "running")] });
  expect(peer.events.at(-1)).toEqual(nodeState("n11", "completed"));
  expect(peer.events.filter((event) => JSON.stringify(event).includes("n11"))).toHaveLength(1);
});

test("[HI6] a request for a state gets the newest one that the log keeps at or before the place, in pieces with its number", async () => {
  const { peer, log } = await start();
  await peer.hello([]);
  await peer.next("$synced");
  const [, eight] = await log.checkpoints("run-1");
  const epoch = eight?.at.split(":")[0] ?? "";
  const state = async (more: Partial<ReadFrame>): Promise<PieceFrame> => {
    peer.frames.length = 0;
    peer.send({ type: "$read", read: 40, stream: "run-1", state: true, ...more });
    return peer.next("$piece");
  };
  const nodes = (count: number): object => Object.fromEntries(Array.from({ length: count }, (_, n) => [`n${n + 1}`, "running"]));
  expect(await state({})).toMatchObject({ read: 40, at: `${epoch}:8`, part: 1, path: "", state: nodes(8), last: true });
  expect(await state({ before: `${epoch}:7` })).toMatchObject({ at: `${epoch}:4`, state: nodes(4) });
  expect(await state({ atMs: Date.now() + 1_000 })).toMatchObject({ at: `${epoch}:8` });
  expect(await refused(peer, { state: true, before: `${epoch}:3` })).toMatchObject({ code: "no_state" });
  expect(await refused(peer, { state: true, before: `${epoch}:99` })).toMatchObject({ code: "unknown_position" });
  expect(await refused(peer, { state: true, stream: "run-2" })).toMatchObject({ code: "no_such_stream" });
});

test("[HI4] a request needs the leave to follow the stream and that of the option, and no subscription; each answer counts 60 s", async () => {
  let nowMs = 0;
  vi.spyOn(performance, "now").mockImplementation(() => nowMs);
  const asked: string[] = [];
  const may = { follow: true, read: true };
  const { streams, peer } = await start<{ id: string }>({
    authenticate: () => ({ principal: { id: "ada" } }),
    authorize: (_principal, stream) => {
      asked.push(`follow ${stream}`);
      return may.follow || stream === "run-1";
    },
    history: {
      authorize: (_principal, stream) => {
        asked.push(`read ${stream}`);
        return may.read;
      },
    },
  });
  await streams.open("run-2");
  await peer.hello([{ stream: "run-1" }]);
  asked.length = 0;
  expect(await read(peer, { stream: "run-2" })).toMatchObject({ stream: "run-2", events: [], count: 0 });
  expect(await read(peer, { stream: "run-2" })).toMatchObject({ events: [] });
  expect(asked).toEqual(["follow run-2", "read run-2"]);
  may.read = false;
  nowMs = 59_999;
  expect(await read(peer, { stream: "run-2" })).toMatchObject({ events: [] });
  nowMs = 60_000;
  expect(await refused(peer, { stream: "run-2" })).toMatchObject({ code: "forbidden" });
  may.read = true;
  expect(await refused(peer, { stream: "run-2" })).toMatchObject({ code: "forbidden" });
  streams.reauthorize({ principal: "ada" });
  expect(await read(peer, { stream: "run-2" })).toMatchObject({ events: [] });
  may.follow = false;
  streams.reauthorize();
  expect(await refused(peer, { stream: "run-2" })).toMatchObject({ code: "forbidden" });
  expect(await refused(peer, { stream: "nowhere" })).toMatchObject({ code: "forbidden" });
});

test("[HI4] after a new token the application decides for the new principal", async () => {
  const { peer } = await start<string>({
    authenticate: () => ({ principal: "ada" }),
    authenticateToken: (token) => ({ principal: token }),
    authorize: () => true,
    history: { authorize: (principal) => principal === "ada" },
  });
  await peer.hello();
  expect(await read(peer)).toMatchObject({ count: 0 });
  peer.send({ type: "$auth", token: "bob" });
  expect(await refused(peer)).toMatchObject({ code: "forbidden" });
});

test("[HI4] without authorize, an authenticated client reads the stream in its address alone, and history: false refuses all", async () => {
  const { peer } = await start<string>({ authenticate: () => ({ principal: "ada" }) });
  await peer.hello();
  expect(await read(peer)).toMatchObject({ count: 0 });
  expect(await refused(peer, { stream: "run-2" })).toMatchObject({ code: "forbidden" });
  const none = await start({ history: false });
  expect((await none.peer.hello()).features).not.toContain("history");
  expect(await refused(none.peer)).toMatchObject({ code: "forbidden" });
});

test("[HI4] a request is answered as unavailable while the log or the application fails, and the connection stays", async () => {
  const errors: string[] = [];
  const onError = (error: Error): void => void errors.push(error.message);
  const { peer, log } = await start({ onError });
  await peer.hello();
  await peer.next("$synced");
  const broken = vi.spyOn(log, "readBefore").mockRejectedValueOnce(new Error("the disk is gone"));
  expect(await refused(peer)).toMatchObject({ code: "unavailable", retryAfterMs: 1_000 });
  broken.mockRestore();
  expect(errors).toEqual(["the disk is gone"]);
  expect(await read(peer)).toMatchObject({ count: 0 });
});

test("[HI3] a client of a stream whose start was trimmed gets the oldest page, and learns from where the log begins", async () => {
  const { peer, log } = await start();
  await peer.hello();
  await peer.next("$synced");
  const [four] = await log.checkpoints("run-1");
  await log.trim("run-1", { through: four?.at });
  const epoch = four?.at.split(":")[0] ?? "";
  const page = await read(peer, { before: `${epoch}:2` });
  expect(page).toMatchObject({ trimmed: true, start: four?.at, after: four?.at, count: 4 });
  expect(page.events).toHaveLength(6);
});
