import { expect, test } from "vitest";
import { Random } from "../../../../fuzz/random.js";
import { ClientBench } from "../../../../helpers/session-bench.js";

/** Lets the client do something at a random instant, which is no whole number of milliseconds. */
function act(bench: ClientBench, random: Random, n: number): void {
  const { connection } = bench.state;
  const attempt = "attempt" in connection ? connection.attempt : 0;
  if (connection.phase === "connecting") bench.goLive("1:5", attempt);
  else
    random.pick([
      () => bench.frame({ type: "$pong", n: bench.state.heartbeat.sentPings }, attempt),
      () => bench.lose(attempt),
      () => bench.step({ kind: "visible" }),
      () => bench.command(n),
    ])();
}

test("after a timer at its time the client's next timer is later, at any instant of the clock", () => {
  for (let seed = 0; seed < 400; seed++) {
    const random = new Random(seed);
    const bench = new ClientBench();
    bench.nowMs = random.next() * 10_000;
    bench.step({ kind: "start" });
    for (let n = 0; n < 12; n++) {
      bench.random = random.next();
      const dueMs = bench.wakeMs ?? bench.nowMs;
      if (random.chance(0.5)) {
        bench.nowMs += (dueMs - bench.nowMs) * random.next();
        act(bench, random, n);
      } else {
        bench.nowMs = dueMs;
        bench.step({ kind: "timer" });
      }
      expect(bench.wakeMs ?? Infinity, `seed ${seed}, input ${n}`).toBeGreaterThan(bench.nowMs);
    }
  }
});
