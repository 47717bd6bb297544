import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLmdbLog } from "@dagwire/runtime/lmdb";
import type { StreamLog } from "@dagwire/runtime/lmdb";
import { open } from "lmdb";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { event, outcome } from "./log-bench.js";
import { longNames, nameOf } from "./log-contract.js";

const noLimit = { maxEvents: 1_000, maxBytes: Number.MAX_SAFE_INTEGER };
const id = "019ab4c2-0000-7000-8000-000000000001";
let folder = "";
let log: StreamLog;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dagwire-lmdb-"));
  log = openLmdbLog(folder);
});
afterEach(async () => {
  await log.close();
  await rm(folder, { recursive: true, force: true });
});

async function reopen(): Promise<void> {
  await log.close();
  log = openLmdbLog(folder);
}

describe("a folder that is opened again", () => {
  test.each(longNames)("[LG13] names of %s are found again, each with its event", async (_, name) => {
    const { epoch } = await log.claim(name);
    expect((await log.append(name, epoch, [event(1), outcome(name, name)])).status).toBe("appended");
    await log.putSnapshot(name, epoch, { at: `${epoch}:1`, state: "{}" });
    await reopen();
    expect(await log.read(name, undefined, noLimit)).toMatchObject({ texts: ['{"type":"tick","n":1}'], head: `${epoch}:1` });
    expect(await log.outcome(name, name)).toMatchObject({ id: name, at: `${epoch}:1` });
    expect(await log.decision(name, name)).toMatchObject({ id: name });
    expect(await log.snapshot(name)).toEqual({ at: `${epoch}:1`, state: "{}" });
  });

  test("[LG13] names of each length around the limit are found again", async () => {
    const lengths = Array.from({ length: 20 }, (_, index) => 1_962 + index);
    for (const bytes of lengths) {
      const gate = nameOf(bytes, "ü");
      const { epoch } = await log.claim(gate);
      await log.append(gate, epoch, [event(bytes), outcome(`${bytes}`, gate)]);
      const run = await log.claim("run");
      await log.append("run", run.epoch, [event(bytes), outcome(`${bytes}`, gate)]);
    }
    await reopen();
    for (const bytes of lengths) {
      const gate = nameOf(bytes, "ü");
      expect(await log.read(gate, undefined, noLimit)).toMatchObject({ texts: [`{"type":"tick","n":${bytes}}`] });
      expect([await log.decision(gate, gate), await log.decision("run", gate)]).toMatchObject([{ id: `${bytes}` }, { id: `${bytes}` }]);
      await log.remove(gate);
      expect([await log.head(gate), await log.decision(gate, gate), await log.outcome(gate, `${bytes}`)]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    }
  });

  test("[LG13] a name is never confused with one that looks like its hash, or with one that has another lone surrogate", async () => {
    const { epoch } = await log.claim("run");
    const long = ["\ud800", "\ud801", "\u0000", "\u0007", ""].map((end) => nameOf(2_000, "x") + end);
    const hash = createHash("sha256")
      .update(Buffer.from(nameOf(2_000, "x"), "utf16le"))
      .digest("base64url");
    const gates = [...long, hash, `${nameOf(13, "x")}\u0000${hash}`, `\u0007${hash}`];
    for (const [index, gate] of gates.entries()) {
      expect((await log.append("run", epoch, [event(index), outcome(`command-${index}`, gate)])).status).toBe("appended");
    }
    await reopen();
    for (const [index, gate] of gates.entries()) expect(await log.decision("run", gate)).toMatchObject({ id: `command-${index}` });
  });
});

describe("records of a folder", () => {
  test("[LG13] records of earlier versions are found, up to the longest names that these could write", async () => {
    await log.close();
    const root = open({ path: folder, overlappingSync: false, maxDbs: 8, noSubdir: false });
    const [events, decisions, outcomes, streams] = [
      root.openDB<string, [string, number]>({ name: "events", encoding: "string" }),
      root.openDB<object, [string, string]>({ name: "decisions", encoding: "json" }),
      root.openDB<object, [string, string]>({ name: "outcomes", encoding: "json" }),
      root.openDB<object, string>({ name: "stream_meta", encoding: "json", useVersions: true }),
    ];
    const stored = { id, reply: { verdict: "ack", result: 7 }, at: "7:1" };
    // A key is the stream, one byte, and the gate; or the stream, one byte, and nine bytes of the number.
    const names = [
      ["run", nameOf(1_974, "x")],
      ["run", nameOf(1_974, "€")],
      [nameOf(1_968, "ü"), "gate"],
    ] as const;
    for (const [stream, gate] of names) {
      const recorded = { ...stored, decision: { gate, event: {} } };
      await Promise.all([
        streams.put(stream, { epochs: [{ epoch: 7, base: 0 }], start: 0, end: 1, horizonMs: 0 }, 1),
        events.put([stream, 1], "{}"),
        decisions.put([stream, gate], recorded),
      ]);
    }
    await outcomes.put(["run", id], stored);
    await root.close();
    log = openLmdbLog(folder);
    for (const [stream, gate] of names) {
      expect(await log.read(stream, undefined, noLimit)).toMatchObject({ texts: ["{}"], head: "7:1" });
      expect(await log.decision(stream, gate)).toMatchObject({ id, decision: { gate } });
    }
    expect(await log.outcome("run", id)).toEqual({ id, at: "7:1", result: { status: "accepted", value: 7 } });
    const { epoch } = await log.claim("run");
    expect((await log.append("run", epoch, [event(2), outcome("another", nameOf(1_974, "x"))])).status).toBe("decided");
    expect((await log.append("run", epoch, [event(2), outcome(id)])).status).toBe("duplicate");
  });
});
