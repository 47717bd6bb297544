import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MemoryLog } from "@dagwire/runtime";
import type { StatefulProtocol, StreamLog } from "@dagwire/runtime";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import { createStreamServer } from "@dagwire/runtime/server";
import type { StreamOptions } from "@dagwire/runtime/server";
import { afterEach, describe, expect, test } from "vitest";
import { SessionPeer } from "../../helpers/session-peer.js";
import { Cleanup, startStreams, streamPath, streamUrl } from "../../helpers/stream-harness.js";
import type { ToyServer } from "../../helpers/stream-harness.js";
import { nodeState } from "../../helpers/toy-dag.js";
import type { ToyTypes } from "../../helpers/toy-protocol.js";
import { digestOf, toyVersion } from "../../helpers/toy-versions.js";
import type { ToyVersion } from "../../helpers/toy-versions.js";

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

/** Opens a durable log, which keeps what a roll-back needs. */
function durableLog(): StreamLog {
  const folder = mkdtempSync(join(tmpdir(), "dagwire-restored-"));
  const log = openLmdbLog(folder);
  cleanup.add(() => rmSync(folder, { recursive: true }));
  cleanup.add(() => log.close());
  return log;
}

type Engine = { readonly server: ToyServer; readonly warnings: readonly string[] };
const compactEvery = 4;

/** Starts a server of a version over a log. It stores a snapshot after every fourth event, and keeps four events. */
function start(log: StreamLog, protocol: StatefulProtocol<ToyTypes>, migrate?: StreamOptions<ToyTypes>["migrate"]): Engine {
  const warnings: string[] = [];
  const limits = { compactEvery, rollbackEvents: 20 };
  const onWarning = (message: string): void => void warnings.push(message);
  const retention = { events: compactEvery };
  const server = createStreamServer(protocol, { path: streamPath, log, limits, retention, migrate, onWarning, onError: () => undefined });
  cleanup.add(() => server.close({ deadlineMs: 10 }));
  return { server, warnings };
}

/** Writes one event for each status, to the nodes n0, n1, n2 and so on, and leaves the stream open. */
async function write(log: StreamLog, version: ToyVersion, statuses: readonly string[]): Promise<Engine> {
  const engine = start(log, toyVersion(version));
  const run = await engine.server.open("run-1");
  for (const [index, status] of statuses.entries()) {
    if (status === "cost") run.publish({ type: "cost_update", spent: 1, budget: 2, remaining: 1 });
    else run.publish(nodeState(`n${index}`, status as Parameters<typeof nodeState>[1]));
    // oxlint-disable-next-line no-await-in-loop -- each event is an append of its own, so that the log is compacted in time
    await run.flushed();
  }
  await new Promise((resolve) => setImmediate(resolve));
  return engine;
}

const old: ToyVersion = { version: "1.0.0" };
const many = Array.from({ length: 10 }, () => "running");

describe("open() of a stream that another version has stored", () => {
  test("[LG18] a state of the same digest is used as it is", async () => {
    const log = new MemoryLog();
    await write(log, old, many);
    const { server, warnings } = start(log, toyVersion(old));
    const run = await server.open("run-1");
    expect(run.restored).toEqual({ from: "snapshot", events: 2, skipped: 0 });
    expect(run.state).toEqual(Object.fromEntries(many.map((status, index) => [`n${index}`, status])));
    expect([warnings, server.stats().restoresRebuilt]).toEqual([[], 0]);
    expect((await start(log, toyVersion(old)).server.open("run-2")).restored).toEqual({ from: "new", events: 0, skipped: 0 });
  });

  test("[LG18] a state is used if the table proves it and the validator accepts it, and not if one of both is missing", async () => {
    const log = new MemoryLog();
    await write(log, old, many);
    const proved = await start(log, toyVersion({ version: "1.1.0", uses: ["1.0.0"] })).server.open("run-1");
    expect(proved.restored).toMatchObject({ from: "snapshot" });
    const unproved = start(log, toyVersion({ version: "1.2.0" })).server.open("run-1");
    await expect(unproved).rejects.toMatchObject({ code: "STATE_UNREADABLE" });
    const invalid = start(log, toyVersion({ version: "1.3.0", uses: ["1.1.0"], mark: "v1.3 " })).server.open("run-1");
    await expect(invalid).rejects.toThrow('The state does not match the schema of this server at /a: expected a status with "v1.3 "');
  });

  test("[LG18] without a proof the application's migration makes the state, and its result has to be valid", async () => {
    const log = new MemoryLog();
    await write(log, old, many);
    const next = toyVersion({ version: "2.0.0", mark: "v2 " });
    const from: unknown[] = [];
    const state = (stored: unknown, writer: unknown): Readonly<Record<string, string>> => {
      from.push(writer);
      return Object.fromEntries(Object.entries(stored as object).map(([id, status]) => [id, `v2 ${String(status)}`]));
    };
    const wrong = start(log, next, { state: (stored) => stored as Readonly<Record<string, string>> });
    await expect(wrong.server.open("run-1")).rejects.toThrow('The function "migrate.state" returned an invalid state at /a');
    const { server } = start(log, next, { state });
    const run = await server.open("run-1");
    expect(run.restored).toEqual({ from: "migrated", events: 2, skipped: 0 });
    expect(new Set(Object.values(run.state))).toEqual(new Set(["v2 running"]));
    expect(from).toEqual([{ version: "1.0.0", digest: digestOf("1.0.0") }]);
    expect(server.stats().restoresMigrated).toBe(1);
    expect(server.metrics()).toContain("dagwire_restores_migrated_total 1");
  });

  test("[LG18] without a proof and a migration the state is computed from the first event, if no event was trimmed", async () => {
    const log = new MemoryLog();
    await write(log, old, ["running", "completed", "running", "completed"]);
    expect(await log.snapshot("run-1")).toMatchObject({ protocol: { version: "1.0.0" } });
    const { server } = start(log, toyVersion({ version: "2.0.0", mark: "v2 " }));
    const run = await server.open("run-1");
    expect(run.restored).toEqual({ from: "rebuilt", events: 4, skipped: 0 });
    expect(run.state).toEqual({ n0: "v2 running", n1: "v2 completed", n2: "v2 running", n3: "v2 completed" });
    expect(server.stats().restoresRebuilt).toBe(1);
  });

  test("[LG18] a refusal takes nothing from the process that writes the stream, and a later open may succeed", async () => {
    const log = new MemoryLog();
    const writer = await write(log, old, many);
    const next = toyVersion({ version: "1.3.0" });
    const { server } = start(log, next);
    const refusal = await server.open("run-1").catch((thrown: unknown) => thrown);
    expect(refusal).toMatchObject({
      code: "STATE_UNREADABLE",
      message: expect.stringMatching(
        /^Stream "run-1" cannot be opened\. Its log holds a state of toy 1\.0\.0, and this server runs 1\.3\.0\. No check has proved that this server can read the state\. The log has removed the first events up to \d+:\d+, so the server cannot compute the state from them\. Pass the option "migrate" to open\(\), list 1\.0\.0 under "retained" and run "dagwire check --matrix", or run a server of 1\.0\.0\.$/,
      ),
    });
    expect(server.stats().restoresRefused).toBe(1);
    const run = writer.server.stream("run-1");
    run?.publish(nodeState("later"));
    await run?.flushed();
    const migrate = { state: (stored: unknown) => stored as Readonly<Record<string, string>> };
    expect((await server.open("run-1", { migrate })).state).toMatchObject({ later: "running" });
  });

  test("[LG18] events that are stored while a stream is opened belong to the state", async () => {
    const log = new MemoryLog();
    const writer = await write(log, old, many);
    const claim = log.claim.bind(log);
    log.claim = async (stream, protocol) => {
      for (let n = 0; n < 9; n++) {
        writer.server.stream("run-1")?.publish(nodeState(`late-${n}`));
        // oxlint-disable-next-line no-await-in-loop -- as above
        await writer.server.stream("run-1")?.flushed();
      }
      await new Promise((resolve) => setImmediate(resolve));
      return claim(stream, protocol);
    };
    const run = await start(log, toyVersion(old)).server.open("run-1");
    expect(Object.keys(run.state)).toHaveLength(many.length + 9);
  });

  test("[LG20] a snapshot that names no version is used with a warning, if the validator accepts it", async () => {
    const log = new MemoryLog();
    const { epoch } = await log.claim("run-1");
    await log.append("run-1", epoch, [{ kind: "event", text: JSON.stringify(nodeState("b")) }]);
    await log.putSnapshot("run-1", epoch, { at: `${epoch}:0`, state: '{"a":"running"}' });
    const { server, warnings } = start(log, toyVersion(old));
    expect((await server.open("run-1")).state).toEqual({ a: "running", b: "running" });
    expect(warnings).toEqual([
      'the log of stream "run-1" holds a state without a version. This server (toy 1.0.0) uses the state, because the state matches its schema',
    ]);
    const strict = await start(log, toyVersion({ version: "2.0.0", mark: "v2 " })).server.open("run-1");
    expect(strict).toMatchObject({ restored: { from: "rebuilt" }, state: { b: "v2 running" } });
  });
});

describe("stored events of another version", () => {
  const next: ToyVersion = { version: "1.1.0" };

  test("[LG19] after a roll-back an unknown event is skipped, counted and reported", async () => {
    const log = new MemoryLog();
    await write(log, next, ["running", "cost", "cost"]);
    const { server, warnings } = start(log, toyVersion({ ...old, unknown: ["cost_update"] }));
    const run = await server.open("run-1");
    expect(run.restored).toEqual({ from: "rebuilt", events: 1, skipped: 2 });
    expect(run.state).toEqual({ n0: "running" });
    expect(warnings).toEqual(['stream "run-1": toy 1.0.0 has skipped 2 stored events that another version has written: "cost_update"']);
  });

  test("[LG19] an unknown event that has to be understood is a reason to refuse", async () => {
    const log = new MemoryLog();
    await write(log, { ...next, mustUnderstand: ["cost_update"] }, ["running", "cost"]);
    await expect(start(log, toyVersion({ ...old, unknown: ["cost_update"] })).server.open("run-1")).rejects.toThrow(
      'Its log holds an event of toy 1.1.0 that this server, 1.0.0, cannot read: "cost_update" is no server event of this protocol, and no reader may skip it. Pass the option "migrate" with a function "event" to open(), or run a server of 1.1.0.',
    );
  });

  test("[LG19] a refused event goes to the application's migration, which may skip it; without one the stream is not opened", async () => {
    const log = new MemoryLog();
    await write(log, next, ["failed", "completed", "running"]);
    const protocol = toyVersion({ ...old, refused: ["failed", "completed"] });
    await expect(start(log, protocol).server.open("run-1")).rejects.toMatchObject({ code: "STATE_UNREADABLE" });
    const { server } = start(log, protocol, {
      event: (event) => (Reflect.get(event as object, "status") === "failed" ? undefined : nodeState("migrated")),
    });
    const run = await server.open("run-1");
    expect(run.restored).toEqual({ from: "rebuilt", events: 2, skipped: 1 });
    expect(run.state).toEqual({ migrated: "running", n2: "running" });
  });

  test("[LG21] a server that was rolled back continues from its own snapshot and the events after it", async () => {
    const log = durableLog();
    await write(log, { ...old, mark: "v1 " }, many);
    const upgraded = start(log, toyVersion({ version: "2.0.0", mark: "v2 " }), { state: () => ({}) });
    const run = await upgraded.server.open("run-1");
    for (let n = 0; n < 9; n++) {
      run.publish(nodeState(`new-${n}`));
      // oxlint-disable-next-line no-await-in-loop -- as above
      await run.flushed();
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(await log.snapshot("run-1")).toMatchObject({ protocol: { version: "2.0.0" } });
    const back = await start(log, toyVersion({ ...old, mark: "v1 " })).server.open("run-1");
    expect(back.restored).toEqual({ from: "snapshot", events: 11, skipped: 0 });
    expect(Object.keys(back.state)).toHaveLength(19);
    expect(new Set(Object.values(back.state))).toEqual(new Set(["v1 running"]));
  });
});

/** A version that skips the nodes of others, and the version after it, which may use its states. */
const skipping: ToyVersion = { version: "1.0.0", unknown: ["node_state"] };
const telling: ToyVersion = { version: "1.1.0", uses: ["1.0.0"] };
const costs = Array.from({ length: 5 }, () => "cost");

describe("a stream that two versions have written in turn", () => {
  test("[LG21] a server that is upgraded again continues from its own state, which has what the other version has skipped", async () => {
    const log = durableLog();
    await write(log, skipping, costs);
    await write(log, telling, many);
    const rolledBack = await write(log, skipping, costs);
    expect(rolledBack.warnings).toEqual([
      expect.stringContaining('has skipped 10 stored events that another version has written: "node_state"'),
    ]);
    expect(await log.snapshot("run-1")).toMatchObject({ state: "{}", protocol: { version: "1.0.0" } });
    const again = await start(log, toyVersion(telling)).server.open("run-1");
    expect(again.restored).toMatchObject({ from: "snapshot", skipped: 0 });
    expect(Object.keys(again.state)).toHaveLength(many.length);
  });

  /** Returns the verdict of a server on a client that has the state at a position. */
  async function verdictAt(log: StreamLog, version: ToyVersion, after: string): Promise<unknown> {
    const { streams, port } = await startStreams(cleanup, { protocol: toyVersion(version), log });
    await streams.open("run-1");
    const peer = new SessionPeer(cleanup, streamUrl(port));
    const { name, digest } = toyVersion(telling);
    const { streams: verdicts } = await peer.hello([{ stream: "run-1", after }], { protocol: { name, version: version.version, digest } });
    const mode = verdicts[0]?.mode;
    return mode === "snapshot"
      ? { mode, reason: (await peer.next("$reset")).reason, state: (await peer.next("$snapshot")).state }
      : { mode };
  }

  test("[RS4] a client gets the whole state if a server of another version has written its position and skipped events", async () => {
    const log = durableLog();
    await write(log, skipping, costs);
    await write(log, telling, ["running", "running"]);
    await write(log, skipping, costs);
    const head = (await log.head("run-1")) ?? "";
    const state = '{"n0":"running","n1":"running"}';
    expect(await verdictAt(log, telling, head)).toEqual({ mode: "snapshot", reason: "epoch", state });
    await write(log, telling, ["failed"]);
    expect(await verdictAt(log, telling, (await log.head("run-1")) ?? "")).toEqual({ mode: "live" });
  });

  test("[RS4] a client continues after an upgrade that is proved, and gets the whole state after another one", async () => {
    const log = new MemoryLog();
    await write(log, old, many);
    const head = (await log.head("run-1")) ?? "";
    expect(await verdictAt(log, { version: "1.1.0", uses: ["1.0.0"] }, head)).toEqual({ mode: "live" });
    const short = new MemoryLog();
    await write(short, old, ["running"]);
    const at = (await short.head("run-1")) ?? "";
    expect(await verdictAt(short, { version: "1.1.0" }, at)).toEqual({ mode: "snapshot", reason: "epoch", state: '{"n0":"running"}' });
  });
});

describe("clients of a stream that another version has stored, and that this server has not opened", () => {
  test.each([
    ["no state", toyVersion({ version: "2.0.0" }), undefined],
    ["the state that is proved", toyVersion({ version: "1.1.0", uses: ["1.0.0"] }), { n0: "running" }],
    ["the state of the own version", toyVersion(old), { n0: "running" }],
  ])("[LG18] get %s", async (_, protocol, state) => {
    const log = new MemoryLog();
    await write(log, old, many);
    const { port } = await startStreams(cleanup, { protocol, log });
    const { name, version, digest } = protocol;
    const peer = new SessionPeer(cleanup, streamUrl(port));
    await peer.hello([], { protocol: { name, version, digest } });
    if (state === undefined) expect(await peer.next("$unsubscribed")).toMatchObject({ code: 4404 });
    else expect(JSON.parse((await peer.next("$snapshot")).state)).toMatchObject(state);
  });
});
