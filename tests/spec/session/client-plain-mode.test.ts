import { expect, test } from "vitest";
import { ClientBench, idOf } from "../../helpers/session-bench.js";

test("[PL1] with a server without sessions the client is live when the socket opens, and sends commands as events", () => {
  const bench = new ClientBench();
  bench.command(1);
  bench.step({ kind: "start" });
  const outputs = bench.step({ kind: "opened", attempt: 1, subprotocol: undefined });
  expect(outputs).toEqual([
    { action: "sendEvent", event: { type: "go", n: 1 } },
    { action: "finish", id: idOf(1), outcome: { status: "sent", isDuplicate: false } },
  ]);
  expect(bench.phase).toBe("live");
  expect(bench.wakeMs).toBeUndefined();
});
