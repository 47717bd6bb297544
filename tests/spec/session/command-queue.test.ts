import { describe, expect, test } from "vitest";
import { createCommandQueue, queueStep } from "../../../runtime/core/commands/command-queue.js";
import type { CommandQueue, QueueInput, QueueOutput } from "../../../runtime/core/commands/command-queue.js";
import type { Outcome } from "../../../runtime/core/log/stream-log.js";
import { frames, idOf, named, ServerBench } from "../../helpers/session-bench.js";

const recorded = (n: number, gate?: string): Outcome => ({
  id: idOf(n),
  at: "1:7",
  result: { status: "accepted", value: n },
  ...(gate === undefined ? {} : { decision: { gate, event: { type: "decide", n } } }),
});

class QueueBench {
  queue: CommandQueue = queueStep(createCommandQueue(4), { kind: "claimed", epoch: 3 }).state;

  step(input: QueueInput): readonly QueueOutput[] {
    const step = queueStep(this.queue, input);
    this.queue = step.state;
    return step.outputs;
  }

  submit(n: number, origin = 1, more: { readonly gate?: string; readonly deadlineMs?: number } = {}): readonly QueueOutput[] {
    const command = { id: idOf(n), stream: "run", event: { type: "go", n }, deadlineMs: more.deadlineMs };
    return this.step({ kind: "submit", command, gate: more.gate, origin });
  }

  found(outcome?: Outcome | "forgotten", decision?: Outcome, nowMs = 0): readonly QueueOutput[] {
    return this.step({ kind: "found", id: this.queue.commands[0]?.id ?? "", outcome, decision, nowMs });
  }
}

test("[CM7] the server does not begin a command after its deadline", () => {
  const bench = new QueueBench();
  bench.submit(1, 1, { deadlineMs: 500 });
  expect(bench.found(undefined, undefined, 500)).toMatchObject([{ action: "finish", finish: { kind: "refused", code: "expired" } }]);
  const server = new ServerBench();
  server.goLive();
  server.nowMs = 100;
  expect(named(server.command(1, { ttlMs: 400 }), "submit")).toMatchObject([{ command: { deadlineMs: 500 } }]);
});

test("[CM7] a command after its deadline still gets the outcome or the decision that the log has, and nothing else", () => {
  const answer = (...found: Parameters<QueueBench["found"]>): readonly QueueOutput[] => {
    const bench = new QueueBench();
    bench.submit(1, 1, { gate: "g", deadlineMs: 500 });
    return bench.found(...found);
  };
  expect(answer(recorded(1), recorded(2, "g"), 900)).toMatchObject([{ finish: { kind: "recorded", isDuplicate: true } }]);
  expect(answer(undefined, recorded(2, "g"), 900)).toMatchObject([{ finish: { kind: "conflict", winner: { id: idOf(2) } } }]);
  expect(answer("forgotten", undefined, 900)).toMatchObject([{ finish: { kind: "refused", code: "forgotten" } }]);
  expect(answer(undefined, undefined, 900)).toMatchObject([{ finish: { kind: "refused", code: "expired" } }]);
  expect(answer(undefined, undefined, 499)).toMatchObject([{ action: "handle" }]);
});

test("[CM8] the handler's events and its result are one append, and a refusal has no effects", () => {
  const bench = new QueueBench();
  bench.submit(1);
  bench.found();
  expect(bench.step({ kind: "handled", texts: ["{}", "[]"], result: { status: "accepted", value: 5 } })).toEqual([
    {
      action: "append",
      id: idOf(1),
      epoch: 3,
      records: [
        { kind: "event", text: "{}" },
        { kind: "event", text: "[]" },
        { kind: "outcome", outcome: { id: idOf(1), result: { status: "accepted", value: 5 } } },
      ],
    },
  ]);
  const refusing = new QueueBench();
  refusing.submit(1, 1, { gate: "g" });
  refusing.found();
  const result = { status: "rejected", code: "no", message: "m" } as const;
  expect(refusing.step({ kind: "handled", texts: ["{}"], result })).toMatchObject([
    { records: [{ kind: "outcome", outcome: { id: idOf(1), result } }] },
  ]);
});

test("[CM9] a command with an outcome gets it again, and the handler is not called", () => {
  const bench = new QueueBench();
  bench.submit(1);
  expect(bench.found(recorded(1))).toEqual([
    { action: "finish", origins: [1], id: idOf(1), finish: { kind: "recorded", outcome: recorded(1), isDuplicate: true } },
  ]);
  const server = new ServerBench();
  server.goLive();
  server.command(1);
  const outputs = server.step({ kind: "finished", id: idOf(1), finish: { kind: "recorded", outcome: recorded(1), isDuplicate: true } });
  expect(frames(outputs)).toEqual([{ type: "$ack", id: idOf(1), at: "1:7", result: 1, duplicate: true }]);
});

test("[CM10] a command that comes twice before it finishes is handled once and answered twice", () => {
  const bench = new QueueBench();
  expect(bench.submit(1, 1)).toHaveLength(1);
  expect(bench.submit(1, 2)).toEqual([]);
  expect(bench.found()).toMatchObject([{ action: "handle" }]);
  expect(bench.submit(1, 3)).toEqual([]);
  bench.step({ kind: "handled", texts: [], result: { status: "accepted" } });
  expect(bench.step({ kind: "appended", result: { status: "appended", at: "3:1" } })).toMatchObject([
    { action: "finish", origins: [1, 2, 3] },
  ]);
});

test("[CM11] commands are handled one after another, in the order in which they came", () => {
  const bench = new QueueBench();
  expect(bench.submit(1)).toEqual([{ action: "find", id: idOf(1), gate: undefined }]);
  expect(bench.submit(2)).toEqual([]);
  bench.found();
  expect(bench.step({ kind: "handled", texts: [], result: { status: "accepted" } })).toHaveLength(1);
  const outputs = bench.step({ kind: "appended", result: { status: "appended", at: "3:1" } });
  expect(outputs.map(({ action }) => action)).toEqual(["finish", "find"]);
  expect(named(outputs, "find")).toMatchObject([{ id: idOf(2) }]);
});

test("[CM12] the first decision of a gate wins, and the next one gets it as a conflict", () => {
  const bench = new QueueBench();
  bench.submit(1, 1, { gate: "g-1" });
  bench.found();
  const [append] = named(bench.step({ kind: "handled", texts: [], result: { status: "accepted" } }), "append");
  expect(append?.records).toMatchObject([{ outcome: { decision: { gate: "g-1", event: { type: "go", n: 1 } } } }]);
  bench.step({ kind: "appended", result: { status: "appended", at: "3:1" } });
  bench.submit(2, 1, { gate: "g-1" });
  const finish = { kind: "conflict", winner: recorded(1, "g-1") } as const;
  expect(bench.found(undefined, recorded(1, "g-1"))).toEqual([{ action: "finish", origins: [1], id: idOf(2), finish }]);
  const server = new ServerBench();
  server.goLive();
  server.command(2);
  expect(frames(server.step({ kind: "finished", id: idOf(2), finish }))).toMatchObject([
    { type: "$nack", code: "conflict", decided: { id: idOf(1), event: { type: "decide", n: 1 }, at: "1:7" } },
  ]);
});

test("[CM12] the log decides which decision was first", () => {
  const bench = new QueueBench();
  bench.submit(2, 1, { gate: "g-1" });
  bench.found();
  bench.step({ kind: "handled", texts: ["{}"], result: { status: "accepted" } });
  const outputs = bench.step({ kind: "appended", result: { status: "decided", outcome: recorded(1, "g-1") } });
  expect(outputs).toMatchObject([{ action: "finish", finish: { kind: "conflict", winner: { id: idOf(1) } } }]);
});

test("[CM13] a fenced writer handles nothing and asks the clients to send their commands again", () => {
  const bench = new QueueBench();
  bench.submit(1);
  bench.submit(2, 5);
  bench.found();
  bench.step({ kind: "handled", texts: [], result: { status: "accepted" } });
  const outputs = bench.step({ kind: "appended", result: { status: "fenced", epoch: 4 } });
  expect(outputs.map(({ action }) => action)).toEqual(["finish", "finish", "fenced"]);
  expect(named(outputs, "finish")).toMatchObject(
    [1, 2].map((n) => ({ id: idOf(n), finish: { code: "unavailable", retryAfterMs: 1_000 } })),
  );
  expect(bench.submit(3)).toMatchObject([{ action: "finish", finish: { code: "unavailable" } }]);
  bench.step({ kind: "claimed", epoch: 9 });
  expect(bench.submit(3)).toMatchObject([{ action: "find" }]);
});

test("[CM13] if the log fails or the queue is full, the client has to send the command again", () => {
  const bench = new QueueBench();
  for (const n of [1, 2, 3, 4]) bench.submit(n);
  expect(bench.submit(5)).toMatchObject([{ action: "finish", finish: { code: "unavailable", retryAfterMs: 1_000 } }]);
  expect(bench.step({ kind: "failed", id: idOf(1) })).toMatchObject([
    { action: "finish", id: idOf(1) },
    { action: "find", id: idOf(2) },
  ]);
});

test("[CM15] no outcome is sent before the log has confirmed the append", () => {
  const bench = new QueueBench();
  bench.submit(1);
  bench.found();
  expect(named(bench.step({ kind: "handled", texts: ["{}"], result: { status: "accepted" } }), "finish")).toEqual([]);
  expect(bench.step({ kind: "appended", result: { status: "appended", at: "3:4" } })).toMatchObject([
    { action: "finish", finish: { kind: "recorded", outcome: { at: "3:4" }, isDuplicate: false } },
  ]);
});

test("[CM16] if the log has removed old outcomes meanwhile, it refuses the append, and the command is forgotten", () => {
  const bench = new QueueBench();
  bench.submit(1);
  bench.found();
  bench.step({ kind: "handled", texts: ["{}"], result: { status: "accepted" } });
  expect(bench.step({ kind: "appended", result: { status: "forgotten" } })).toMatchObject([
    { action: "finish", id: idOf(1), finish: { kind: "refused", code: "forgotten" } },
  ]);
});

test("[CM9] if the log has stored the outcome of another writer meanwhile, the command gets this outcome", () => {
  const bench = new QueueBench();
  bench.submit(1);
  bench.found();
  bench.step({ kind: "handled", texts: ["{}"], result: { status: "accepted" } });
  expect(bench.step({ kind: "appended", result: { status: "duplicate", outcome: recorded(1) } })).toMatchObject([
    { action: "finish", id: idOf(1), finish: { kind: "recorded", outcome: recorded(1), isDuplicate: true } },
  ]);
});

test("[CM16] a command whose outcome the log may have removed is not handled", () => {
  const bench = new QueueBench();
  bench.submit(1);
  expect(bench.found("forgotten")).toMatchObject([{ action: "finish", finish: { code: "forgotten" } }]);
});

test("[CM26] the senders of a stream take turns, and a full queue refuses the newest command of the sender with the most", () => {
  const bench = new QueueBench();
  for (const n of [1, 2, 3, 4]) bench.submit(n, 1);
  // The queue holds four commands. The other connection's command displaces the fourth of the first one.
  expect(bench.submit(5, 2)).toMatchObject([{ action: "finish", origins: [1], id: idOf(4), finish: { code: "unavailable" } }]);
  expect(bench.queue.commands.map(({ id }) => id)).toEqual([1, 5, 2, 3].map(idOf));
  // A second command of the other connection has the same turn as the second of the first one, which came earlier.
  expect(bench.submit(6, 2)).toMatchObject([{ origins: [1], id: idOf(3) }]);
  expect(bench.queue.commands.map(({ id }) => id)).toEqual([1, 5, 2, 6].map(idOf));
  expect(bench.submit(7, 1)).toMatchObject([{ origins: [1], id: idOf(7) }]);
});

test("[CM26] all connections of one principal are one sender", () => {
  const bench = new QueueBench();
  const of = (n: number, by: string, origin: number): void =>
    void bench.step({ kind: "submit", command: { id: idOf(n), stream: "run", event: {}, by }, origin });
  of(1, "ada", 1);
  of(2, "ada", 2);
  of(3, "bob", 3);
  expect(bench.queue.commands.map(({ id }) => id)).toEqual([1, 3, 2].map(idOf));
});

describe("[CM13] while the log is away", () => {
  test("the queue refuses every command whose handler has not begun, and takes commands again when the log is back", () => {
    const bench = new QueueBench();
    bench.submit(1);
    bench.submit(2, 5);
    const refused = (n: number): object => ({ action: "finish", id: idOf(n), finish: { code: "unavailable" } });
    expect(bench.step({ kind: "away" })).toMatchObject([refused(1), refused(2)]);
    expect(bench.submit(3)).toMatchObject([refused(3)]);
    expect(bench.step({ kind: "found", id: idOf(1), outcome: undefined, decision: undefined, nowMs: 0 })).toEqual([]);
    expect(bench.step({ kind: "back" })).toEqual([]);
    expect(bench.submit(3)).toEqual([{ action: "find", id: idOf(3), gate: undefined }]);
  });

  test.each(["handling", "appending"])("a command in the stage %s waits until the log is back", (stage) => {
    const bench = new QueueBench();
    bench.submit(1);
    bench.submit(2);
    bench.found();
    if (stage === "appending") bench.step({ kind: "handled", texts: ["{}"], result: { status: "accepted" } });
    expect(bench.step({ kind: "away" })).toMatchObject([{ action: "finish", id: idOf(2), finish: { code: "unavailable" } }]);
    expect(bench.queue).toMatchObject({ stage, isAway: true, commands: [{ id: idOf(1) }] });
    if (stage === "handling") bench.step({ kind: "handled", texts: ["{}"], result: { status: "accepted" } });
    bench.step({ kind: "back" });
    expect(bench.step({ kind: "appended", result: { status: "appended", at: "3:1" } })).toMatchObject([
      { action: "finish", id: idOf(1), finish: { kind: "recorded", isDuplicate: false } },
    ]);
    expect(bench.submit(2)).toMatchObject([{ action: "find" }]);
  });
});
