import { expect, test } from "vitest";
import { appendStep, createAppends, defaultAppendLimits, wakeMsOf } from "../../../../../runtime/core/appends/append-step.js";
import type { AppendInput, AppendOutput } from "../../../../../runtime/core/appends/append-step.js";
import type { AppendResult } from "../../../../../runtime/core/log/stream-log.js";

class Bench {
  state = createAppends(defaultAppendLimits);
  nowMs = 1_000;

  step(input: AppendInput): readonly AppendOutput[] {
    const { state, outputs } = appendStep(this.state, { input, nowMs: this.nowMs });
    this.state = state;
    return outputs;
  }

  append(text: string): readonly AppendOutput[] {
    return this.step({ kind: "append", records: [{ kind: "event", text }] });
  }

  answer(number: number, result: AppendResult, attempt = this.state.attempt): readonly AppendOutput[] {
    return this.step({ kind: "answered", number, attempt, result });
  }

  /** Lets time pass to the next timer. Returns the milliseconds that have passed. */
  wait(): number {
    const fromMs = this.nowMs;
    this.nowMs = wakeMsOf(this.state) ?? Number.NaN;
    return this.nowMs - fromMs;
  }
}

const asked = (outputs: readonly AppendOutput[]): readonly number[] =>
  outputs.flatMap((output) => (output.action === "ask" ? [output.number] : []));
const ok: AppendResult = { status: "appended", at: "1:1" };

test("[LG14] at most four appends are under way, and each verdict lets the next one go", () => {
  const bench = new Bench();
  expect(["a", "b", "c", "d", "e"].flatMap((text) => asked(bench.append(text)))).toEqual([1, 2, 3, 4]);
  expect(bench.answer(2, ok)).toEqual([]);
  expect(bench.answer(1, ok)).toEqual([
    { action: "settle", number: 1, verdict: ok },
    { action: "settle", number: 2, verdict: ok },
    { action: "ask", number: 5, attempt: 1, records: [{ kind: "event", text: "e" }] },
  ]);
});

test("[LG14] an append that the log refuses to write is repeated after 100 ms, then after twice as long, and at last every 5 s", () => {
  const bench = new Bench();
  bench.append("a");
  bench.append("b");
  const delaysMs: number[] = [];
  for (let attempt = 1; attempt <= 8; attempt++) {
    expect(bench.step({ kind: "rejected", number: 1, attempt })).toEqual([]);
    // Until the time is over, nothing is asked, not even for a new append.
    expect(bench.step({ kind: "timer" })).toEqual([]);
    delaysMs.push((bench.state.retryAtMs ?? 0) - bench.nowMs);
    bench.nowMs = bench.state.retryAtMs ?? 0;
    // After a failure the log is asked for one append alone.
    expect(asked(bench.step({ kind: "timer" }))).toEqual([1]);
  }
  expect(delaysMs).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
  expect(asked(bench.answer(1, ok))).toEqual([2]);
  expect(bench.state.failures).toBe(0);
});

test("a rejection of an earlier attempt, or of an append that is not under way, changes nothing", () => {
  const bench = new Bench();
  bench.append("a");
  bench.step({ kind: "rejected", number: 2, attempt: 1 });
  expect(bench.state).toMatchObject({ attempt: 1, failures: 0 });
  bench.step({ kind: "rejected", number: 1, attempt: 1 });
  bench.step({ kind: "rejected", number: 1, attempt: 1 });
  expect(bench.state).toMatchObject({ attempt: 2, failures: 1, asked: 0 });
});

test("[OW7] a log that owes a verdict for 2 s is away and gets the append again, and is back with its next verdict", () => {
  const bench = new Bench();
  expect(wakeMsOf(bench.state)).toBeUndefined();
  bench.append("a");
  expect(bench.wait()).toBe(2_000);
  bench.nowMs--;
  expect(bench.step({ kind: "timer" })).toEqual([]);
  bench.nowMs++;
  expect(bench.step({ kind: "timer" })).toEqual([{ action: "away" }]);
  expect(bench.wait()).toBe(100);
  expect(asked(bench.step({ kind: "timer" }))).toEqual([1]);
  // The second silence is no news.
  expect(bench.wait()).toBe(2_000);
  expect(bench.step({ kind: "timer" })).toEqual([]);
  // A verdict of an earlier attempt counts, too.
  expect(bench.answer(1, ok, 1)).toEqual([{ action: "settle", number: 1, verdict: ok }, { action: "back" }]);
  expect(wakeMsOf(bench.state)).toBeUndefined();
});

test("[OW7] a log that rejects each attempt is away after 2 s, although the next attempt is later", () => {
  const bench = new Bench();
  bench.append("a");
  for (let attempt = 1; attempt <= 5; attempt++) {
    bench.step({ kind: "rejected", number: 1, attempt });
    if (attempt < 5) bench.wait();
    bench.step({ kind: "timer" });
  }
  expect([bench.nowMs, bench.state.retryAtMs, wakeMsOf(bench.state)]).toEqual([2_500, 4_100, 3_000]);
  bench.wait();
  expect(bench.step({ kind: "timer" })).toEqual([{ action: "away" }]);
  expect(wakeMsOf(bench.state)).toBe(4_100);
});

test("[OW7] a verdict begins the time of the appends after it anew", () => {
  const bench = new Bench();
  bench.append("a");
  bench.append("b");
  bench.nowMs += 1_500;
  bench.answer(1, ok);
  expect(bench.wait()).toBe(2_000);
});

test("[LG23] a gap is no loss if the log has all confirmed appends. Otherwise the writer ends", () => {
  const bench = new Bench();
  bench.append("a");
  bench.answer(1, ok);
  bench.append("b");
  expect(bench.answer(2, { status: "gap", last: 1 })).toEqual([]);
  expect(bench.state.end).toBeUndefined();
  bench.wait();
  bench.step({ kind: "timer" });
  expect(bench.answer(2, { status: "gap", last: 0 }, 1)).toEqual([]);
  expect(bench.answer(2, { status: "gap", last: 0 })).toEqual([{ action: "lost", last: 0 }]);
  expect(bench.state).toMatchObject({ end: "lost", waiting: [] });
  expect(wakeMsOf(bench.state)).toBeUndefined();
  expect(bench.append("c")).toEqual([]);
});

test("[LG2] a fenced writer settles each append: those with a verdict keep it", () => {
  const bench = new Bench();
  for (const text of ["a", "b"]) bench.append(text);
  bench.answer(2, ok);
  const verdict = { status: "fenced", epoch: 9 } as const;
  expect(bench.answer(1, verdict)).toEqual([
    { action: "settle", number: 1, verdict },
    { action: "settle", number: 2, verdict: ok },
  ]);
  expect(bench.state).toMatchObject({ end: "fenced", waiting: [], asked: 0 });
  expect(wakeMsOf(bench.state)).toBeUndefined();
});
