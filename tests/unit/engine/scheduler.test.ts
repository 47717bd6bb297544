import { describe, expect, it } from "vitest";
import type { RunAction } from "../../../examples/engine/scheduler/run-action.js";
import type { RunInput } from "../../../examples/engine/scheduler/run-input.js";
import { type PlannedNode, type RunState, createRunState } from "../../../examples/engine/scheduler/run-state.js";
import { step } from "../../../examples/engine/scheduler/step.js";

type Shape = Partial<Omit<PlannedNode, "id">>;

/** Runs the scheduler step by step and keeps its actions. */
class Run {
  #state: RunState;
  actions: readonly RunAction[] = [];

  constructor(nodes: Readonly<Record<string, Shape>>, maxParallel = 2) {
    const steps = Object.entries(nodes).map(([id, shape]) => [id, planNode(id, shape)] as const);
    this.#state = createRunState({ maxParallel, steps: new Map(steps) });
  }

  /** Applies an input and returns the kinds of the actions, each with its node. */
  input(input: RunInput): readonly string[] {
    const { state, actions } = step(this.#state, input);
    this.#state = state;
    this.actions = actions;
    return actions.map(describeAction);
  }

  succeed(nodeId: string, output?: unknown): readonly string[] {
    return this.input({ kind: "attempt_succeeded", nodeId, attempt: this.attempt(nodeId), output });
  }

  fail(nodeId: string): readonly string[] {
    return this.input({ kind: "attempt_failed", nodeId, attempt: this.attempt(nodeId), error: { message: "broken" } });
  }

  attempt(nodeId: string): number {
    return this.#state.nodes.get(nodeId)?.attempt ?? 0;
  }

  get state(): RunState {
    return this.#state;
  }

  get statuses(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#state.nodes.values()].map(({ id, status }) => [id, status]));
  }
}

function planNode(id: string, shape: Shape): PlannedNode {
  return { id, kind: "command", after: [], maxAttempts: 1, backoffMs: 100, ...shape };
}

function describeAction(action: RunAction): string {
  switch (action.kind) {
    case "node_changed":
      return `${action.node.id} ${action.node.status}`;
    case "edge_active":
      return `${action.from} -> ${action.to}`;
    case "wait_for_retry":
      return `wait ${action.nodeId} ${action.delayMs}`;
    case "close_gate":
      return `close ${action.gateId} ${action.how.resolution}`;
    case "open_gate":
      return `open ${action.gateId}`;
    case "ended":
      return `ended ${action.status}`;
    case "refused":
      return `refused ${action.code}`;
    case "start_attempt":
    case "stop_attempt":
      return `${action.kind === "start_attempt" ? "start" : "stop"} ${action.nodeId} ${action.attempt}`;
    case "paused":
    case "resumed":
      return action.kind;
  }
}

describe("order", () => {
  it("starts a node when all its dependencies are completed", () => {
    const run = new Run({ a: {}, b: {}, c: { after: ["a", "b"] } });
    expect(run.input({ kind: "start" })).toEqual(["a queued", "b queued", "a running", "start a 1", "b running", "start b 1"]);
    expect(run.succeed("a")).toEqual(["a completed"]);
    expect(run.succeed("b")).toEqual(["b completed", "a -> c", "b -> c", "c queued", "c running", "start c 1"]);
    expect(run.succeed("c")).toEqual(["c completed", "ended completed"]);
  });

  it("runs at most maxParallel commands, in the order of the plan", () => {
    const run = new Run({ a: {}, b: {}, c: {} }, 1);
    run.input({ kind: "start" });
    expect(run.statuses).toEqual({ a: "running", b: "queued", c: "queued" });
    run.succeed("a");
    expect(run.statuses).toEqual({ a: "completed", b: "running", c: "queued" });
  });

  it("does not count a gate as running", () => {
    const run = new Run({ gate: { kind: "gate" }, a: {} }, 1);
    run.input({ kind: "start" });
    expect(run.statuses).toEqual({ gate: "waiting", a: "running" });
  });

  it("runs a plan that lists nodes before their dependencies", () => {
    const run = new Run({ c: { after: ["b"] }, b: { after: ["a"] }, a: {} });
    run.input({ kind: "start" });
    run.fail("a");
    expect(run.statuses).toEqual({ a: "failed", b: "skipped", c: "skipped" });
  });

  it("does not change the given state", () => {
    const run = new Run({ a: {} });
    const before = run.state;
    run.input({ kind: "start" });
    expect(before.phase).toBe("ready");
    expect(before.nodes.get("a")?.status).toBe("pending");
  });
});

describe("failure", () => {
  it("retries after a wait that doubles, then fails and skips the nodes that depend on the failed one", () => {
    const run = new Run({ a: { maxAttempts: 3 }, b: { after: ["a"] }, c: { after: ["b"] } });
    run.input({ kind: "start" });
    expect(run.fail("a")).toEqual(["a retrying", "wait a 100"]);
    expect(run.input({ kind: "retry_due", nodeId: "a", attempt: 1 })).toEqual(["a queued", "a running", "start a 2"]);
    expect(run.fail("a")).toEqual(["a retrying", "wait a 200"]);
    run.input({ kind: "retry_due", nodeId: "a", attempt: 2 });
    expect(run.fail("a")).toEqual(["a failed", "b skipped", "c skipped", "ended failed"]);
  });

  it("lets independent branches finish", () => {
    const run = new Run({ a: {}, b: {}, c: { after: ["b"] } });
    run.input({ kind: "start" });
    expect(run.fail("a")).toEqual(["a failed"]);
    run.succeed("b");
    expect(run.succeed("c")).toEqual(["c completed", "ended failed"]);
  });

  it("does not retry an error that is not retryable", () => {
    const run = new Run({ a: { maxAttempts: 3 } });
    run.input({ kind: "start" });
    const error = { message: "no such program", retryable: false };
    expect(run.input({ kind: "attempt_failed", nodeId: "a", attempt: 1, error })).toEqual(["a failed", "ended failed"]);
  });

  it("ignores the end of an attempt that is not the current one", () => {
    const run = new Run({ a: { maxAttempts: 2 } });
    run.input({ kind: "start" });
    run.fail("a");
    run.input({ kind: "retry_due", nodeId: "a", attempt: 1 });
    expect(run.input({ kind: "attempt_succeeded", nodeId: "a", attempt: 1, output: 1 })).toEqual([]);
    expect(run.statuses).toEqual({ a: "running" });
  });
});

const decide = (decision: "approve" | "reject" | "modify", gateId?: string): RunInput => ({
  kind: "gate_decided",
  nodeId: "gate",
  decision,
  feedback: "because",
  modification: { tag: "next" },
  ...(gateId === undefined ? {} : { gateId }),
});

describe("gate", () => {
  const nodes = { gate: { kind: "gate" }, a: { after: ["gate"] } } as const;

  it("continues after an approval", () => {
    const run = new Run(nodes);
    expect(run.input({ kind: "start" })).toEqual(["gate queued", "gate waiting", "open gate-1"]);
    expect(run.input(decide("approve"))).toEqual([
      "close gate-1 decided",
      "gate completed",
      "gate -> a",
      "a queued",
      "a running",
      "start a 1",
    ]);
  });

  it("fails after a rejection, with the feedback of the person", () => {
    const run = new Run(nodes);
    run.input({ kind: "start" });
    expect(run.input(decide("reject"))).toEqual(["close gate-1 decided", "gate failed", "a skipped", "ended failed"]);
    expect(run.state.nodes.get("gate")?.error).toEqual({ message: "rejected: because", code: "gate_rejected", retryable: false });
  });

  it("has a modification as its output", () => {
    const run = new Run(nodes);
    run.input({ kind: "start" });
    run.input(decide("modify"));
    expect(run.state.nodes.get("gate")?.output).toEqual({ decision: "modify", feedback: "because", modification: { tag: "next" } });
  });

  it("lets the first decision win and refuses those for another instance", () => {
    const run = new Run(nodes);
    expect(run.input(decide("approve"))).toEqual(["refused gate_not_open"]);
    run.input({ kind: "start" });
    expect(run.input(decide("approve", "gate-7"))).toEqual(["refused gate_conflict"]);
    run.input(decide("approve", "gate-1"));
    expect(run.input(decide("reject", "gate-1"))).toEqual(["refused gate_not_open"]);
    expect(run.statuses).toEqual({ gate: "completed", a: "running" });
  });

  it("takes the default decision when it expires, unless a person has decided before", () => {
    const run = new Run(nodes);
    run.input({ kind: "start" });
    const expired = { kind: "gate_expired", nodeId: "gate", gateId: "gate-1", decision: "reject" } as const;
    expect(run.input(expired)).toContain("close gate-1 expired");
    expect(run.input(expired)).toEqual([]);
  });

  it("refuses a node that does not exist", () => {
    const run = new Run(nodes);
    run.input({ kind: "start" });
    expect(run.input({ kind: "gate_decided", nodeId: "__proto__", decision: "approve" })).toEqual(["refused no_such_node"]);
  });
});

describe("pause", () => {
  it("starts nothing while paused and lets running nodes finish", () => {
    const run = new Run({ a: {}, b: {}, c: { after: ["a"] } }, 1);
    run.input({ kind: "start" });
    expect(run.input({ kind: "pause", reason: "lunch" })).toEqual(["paused", "b paused"]);
    expect(run.input({ kind: "pause" })).toEqual([]);
    expect(run.succeed("a")).toEqual(["a completed", "a -> c", "c paused"]);
    expect(run.input({ kind: "resume" })).toEqual(["resumed", "b queued", "c queued", "b running", "start b 1"]);
    expect(run.input({ kind: "resume" })).toEqual([]);
  });

  it("delays a retry that becomes due until the resume", () => {
    const run = new Run({ a: { maxAttempts: 2 } });
    run.input({ kind: "start" });
    run.fail("a");
    run.input({ kind: "pause" });
    expect(run.input({ kind: "retry_due", nodeId: "a", attempt: 1 })).toEqual(["a paused"]);
    expect(run.input({ kind: "resume" })).toEqual(["resumed", "a queued", "a running", "start a 2"]);
  });
});

describe("stop", () => {
  const nodes = { a: {}, gate: { kind: "gate" }, retry: { maxAttempts: 2 }, later: { after: ["a"] } } as const;
  const stop: RunInput = { kind: "stop", status: "cancelled", reason: "enough" };

  it("cancels nodes that have not started, stops running ones, and ends after the last", () => {
    const run = new Run(nodes);
    run.input({ kind: "start" });
    run.fail("retry");
    expect(run.input(stop)).toEqual(["stop a 1", "close gate-1 cancelled", "gate cancelled", "retry cancelled", "later cancelled"]);
    expect(run.input(stop)).toEqual([]);
    expect(run.fail("a")).toEqual(["a cancelled", "ended cancelled"]);
  });

  it("ends at once when nothing runs", () => {
    const run = new Run({ gate: { kind: "gate" } });
    run.input({ kind: "start" });
    expect(run.input({ kind: "stop", status: "timed_out" })).toEqual(["close gate-1 cancelled", "gate cancelled", "ended timed_out"]);
  });

  it("keeps a success that came before the stop", () => {
    const run = new Run({ a: {} });
    run.input({ kind: "start" });
    run.input(stop);
    expect(run.succeed("a", 1)).toEqual(["a completed", "ended cancelled"]);
  });

  it("never restarts a finished run", () => {
    const run = new Run({ a: {}, b: { after: ["a"] } });
    run.input({ kind: "start" });
    run.fail("a");
    const over = run.state;
    const late: readonly RunInput[] = [
      { kind: "start" },
      { kind: "attempt_succeeded", nodeId: "a", attempt: 1, output: 1 },
      { kind: "retry_due", nodeId: "a", attempt: 1 },
      { kind: "resume" },
      { kind: "pause" },
      stop,
    ];
    for (const input of late) expect(run.input(input)).toEqual([]);
    expect(run.input({ kind: "retry_node", nodeId: "a" })).toEqual(["refused run_over"]);
    expect(run.input({ kind: "skip_node", nodeId: "b" })).toEqual(["refused run_over"]);
    expect(run.state).toEqual(over);
  });
});

describe("retry and skip on request", () => {
  it("retries a failed node and the nodes that were skipped because of it", () => {
    const run = new Run({ a: {}, b: { after: ["a"] }, c: { after: ["b", "a"] }, gate: { kind: "gate" } });
    run.input({ kind: "start" });
    run.fail("a");
    expect(run.statuses).toEqual({ a: "failed", b: "skipped", c: "skipped", gate: "waiting" });
    expect(run.input({ kind: "retry_node", nodeId: "c" })).toEqual(["refused blocked"]);
    run.input({ kind: "retry_node", nodeId: "a" });
    expect(run.statuses).toEqual({ a: "running", b: "pending", c: "pending", gate: "waiting" });
    expect(run.attempt("a")).toBe(2);
    expect(run.input({ kind: "retry_node", nodeId: "a" })).toEqual(["refused not_retryable"]);
  });

  it("runs the nodes after a skipped one", () => {
    const run = new Run({ a: {}, b: { after: ["a"] } });
    run.input({ kind: "start" });
    expect(run.input({ kind: "skip_node", nodeId: "a" })).toEqual(["stop a 1"]);
    expect(run.fail("a")).toEqual(["a skipped", "b queued", "b running", "start b 1"]);
    expect(run.succeed("b")).toEqual(["b completed", "ended completed"]);
    expect(run.input({ kind: "skip_node", nodeId: "b" })).toEqual(["refused run_over"]);
  });

  it("skips a node that waits for its retry, and ignores its late timer", () => {
    const run = new Run({ a: { maxAttempts: 2 }, gate: { kind: "gate" } });
    run.input({ kind: "start" });
    run.fail("a");
    expect(run.input({ kind: "skip_node", nodeId: "a" })).toEqual(["a skipped"]);
    expect(run.input({ kind: "retry_due", nodeId: "a", attempt: 1 })).toEqual([]);
  });
});
