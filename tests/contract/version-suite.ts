import { expect, test } from "vitest";
import type { LogSnapshot, StoredProtocol, TrimRequest } from "../../runtime/core/log/stream-log.js";
import { event, noLimit, numbers } from "./log-bench.js";
import type { Bench } from "./log-bench.js";

const one: StoredProtocol = { version: "1.0.0", digest: "sha256:one" };
const two: StoredProtocol = { version: "2.0.0", digest: "sha256:two", mustUnderstand: [{ "/type": ["stop"] }] };
const three: StoredProtocol = { version: "3.0.0", digest: "sha256:three" };

/** The laws about the versions that have written a stream. */
export function versionSuite(bench: Bench): void {
  test("[LG15] a slice carries the version of its writer, which the claim has noted", async () => {
    await bench.append(event(1));
    const [second, third] = [await bench.log.claim("run", one), await bench.log.claim("run", two)];
    expect((await bench.log.append("run", second.epoch, [event(0)])).status).toBe("fenced");
    await bench.log.append("run", third.epoch, [event(2), event(3)]);
    const fourth = await bench.log.claim("run", one);
    const heard: unknown[] = [];
    bench.log.tail("run", ({ protocol }) => heard.push(protocol));
    await bench.log.append("run", fourth.epoch, [event(4)]);
    const slices = [await bench.log.read("run", undefined, noLimit), await bench.log.read("run", `${bench.epoch}:1`, noLimit)];
    expect(slices.map(numbers)).toEqual([[1], [2, 3]]);
    expect(slices[0]).not.toHaveProperty("protocol");
    expect(slices[1]).toMatchObject({ protocol: two });
    expect(await bench.log.read("run", `${third.epoch}:1`, noLimit)).toMatchObject({ protocol: two });
    expect(await bench.log.read("run", `${third.epoch}:2`, noLimit)).toMatchObject({ protocol: one });
    expect(await bench.log.read("run", `${fourth.epoch}:1`, noLimit)).not.toHaveProperty("protocol");
    expect(heard).toEqual([one]);
  });

  test("[LG15] the first claim of a stream notes its version, too", async () => {
    const { epoch } = await bench.log.claim("other", two);
    await bench.log.append("other", epoch, [event(1)]);
    expect(await bench.log.read("other", undefined, noLimit)).toMatchObject({ protocol: two });
  });

  test("[LG16] a snapshot keeps the version of its state", async () => {
    const put = snapshots(bench);
    expect(await put(1, one)).toEqual(await bench.log.snapshot("run"));
    expect(await bench.log.snapshot("run", { digest: one.digest })).toMatchObject({ protocol: one, state: "1" });
    expect(await bench.log.snapshot("run", { digest: two.digest })).toBeUndefined();
    const bare = { at: `${bench.epoch}:1`, state: "{}" };
    await bench.log.putSnapshot("run", bench.epoch, bare);
    expect(await bench.log.snapshot("run")).toEqual(bare);
  });

  test("[LG17] the log keeps the last snapshot of the version before, and the events after it", async () => {
    const put = snapshots(bench);
    await bench.append(...[1, 2, 3, 4, 5, 6].map(event));
    for (const [at, protocol] of [[1, one] as const, [2, one] as const, [4, two] as const, [5, two] as const]) await put(at, protocol);
    await bench.log.trim("run", { through: `${bench.epoch}:5`, rollback: { replacedSinceMs: 0, maxEvents: 4 } });
    expect(await bench.log.snapshot("run")).toMatchObject({ state: "5", protocol: two });
    expect(await bench.log.snapshot("run", { digest: one.digest })).toMatchObject({ state: "2", protocol: one });
    expect(numbers(await bench.log.read("run", `${bench.epoch}:2`, noLimit))).toEqual([3, 4, 5, 6]);
    expect((await bench.log.read("run", `${bench.epoch}:1`, noLimit))?.status).toBe("trimmed");
    await put(6, three);
    expect(await bench.log.snapshot("run", { digest: one.digest })).toMatchObject({ state: "2" });
    expect(await bench.log.snapshot("run", { digest: two.digest })).toMatchObject({ state: "5" });
    await bench.log.trim("run", { through: `${bench.epoch}:6`, rollback: { replacedSinceMs: 0, maxEvents: 1 } });
    expect(await bench.log.snapshot("run", { digest: one.digest })).toBeUndefined();
    expect(await bench.log.snapshot("run", { digest: two.digest })).toMatchObject({ state: "5" });
    expect(numbers(await bench.log.read("run", `${bench.epoch}:5`, noLimit))).toEqual([6]);
  });

  test.each<[string, TrimRequest["rollback"]]>([
    ["too many events follow it", { replacedSinceMs: 0, maxEvents: 3 }],
    ["it was replaced too long ago", { replacedSinceMs: Number.MAX_SAFE_INTEGER, maxEvents: 100 }],
    ["the request does not name it", undefined],
  ])("[LG17] the earlier snapshot is removed if %s", async (_, rollback) => {
    const put = snapshots(bench);
    await bench.append(...[1, 2, 3, 4, 5, 6].map(event));
    await put(2, one);
    await put(5, two);
    await bench.log.trim("run", { through: `${bench.epoch}:5`, rollback });
    expect(await bench.log.snapshot("run", { digest: one.digest })).toBeUndefined();
    expect(await bench.log.snapshot("run", { digest: two.digest })).toMatchObject({ state: "5" });
    expect((await bench.log.read("run", `${bench.epoch}:2`, noLimit))?.status).toBe("trimmed");
    await bench.log.remove("run");
    expect(await bench.log.snapshot("run", { digest: two.digest })).toBeUndefined();
  });
}

/** Returns a function that puts a snapshot of the state after event number `at`, by a writer of the version `protocol`. */
function snapshots(bench: Bench): (at: number, protocol: StoredProtocol) => Promise<LogSnapshot> {
  return async (at, protocol) => {
    const snapshot = { at: `${bench.epoch}:${at}`, state: String(at), protocol };
    expect(await bench.log.putSnapshot("run", bench.epoch, snapshot)).toBe(true);
    return snapshot;
  };
}
