import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { EngineRun, findProcesses, script } from "./engine-run.js";

const runs: EngineRun[] = [];

function createRun(pipeline: Readonly<Record<string, unknown>>): EngineRun {
  const run = new EngineRun(pipeline);
  runs.push(run);
  return run;
}

afterEach(() => {
  for (const run of runs.splice(0)) run.dispose();
});

const sleep = (ms: number): string => `setTimeout(() => {}, ${ms});`;

/** Starts a grandchild and keeps running. Both ignore SIGTERM and have the mark in their command line. */
const stubborn = (mark: string): string => {
  const ignore = `process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); /* ${mark} */`;
  return `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(ignore)}], { stdio: "inherit" }).on("spawn", () => setTimeout(() => console.log("ready"), 150)); ${ignore}`;
};

describe("running", () => {
  it("passes results along edges, in order, and ends with all of them", async () => {
    const run = createRun({
      nodes: {
        second: {
          command: script(
            `const input = JSON.parse(require("fs").readFileSync(process.env.DAGWIRE_INPUT)); console.log("output " + JSON.stringify({ got: input.nodes.first.output.value }));`,
          ),
          after: ["first"],
        },
        first: { command: script(`console.log("hello"); console.error("oops"); console.log('output {"value":7}');`), title: "First" },
      },
    });
    const end = await run.start();
    expect(end).toEqual({ status: "completed", error: undefined, results: { first: { value: 7 }, second: { got: 7 } } });
    expect(run.events[0]).toMatchObject({
      type: "run_started",
      run_id: "test",
      graph: { edges: { first: { second: {} } }, nodes: { first: { title: "First", kind: "command" } } },
    });
    expect(run.of("edge_active")).toMatchObject([{ from: "first", to: "second" }]);
    expect(run.statuses("second")).toEqual(["queued", "running", "completed"]);
    expect(run.of("node_log").filter(({ node_id }) => node_id === "first")).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ channel: "stdout", offset: 0, attempt: 1 }),
        expect.objectContaining({ channel: "stderr", chunk: "oops\n" }),
      ]),
    );
    expect(run.events.at(-1)).toMatchObject({ type: "execution_complete", status: "completed", results: { first: { value: 7 } } });
    expect(run.of("progress").at(-1)).toMatchObject({ current: 2, total: 2, unit: "nodes" });
  });

  it("runs independent nodes at the same time, at most max_parallel of them", async () => {
    const node = { command: script(sleep(400)) };
    const run = createRun({ max_parallel: 2, nodes: { a: node, b: node, c: node } });
    const end = run.start();
    await run.untilStatus("b", "running");
    expect(run.statuses("a")).toEqual(["queued", "running"]);
    expect(run.statuses("c")).toEqual(["queued"]);
    await end;
    const order = run.of("node_state").map(({ node_id, status }) => `${node_id} ${status}`);
    expect(order.indexOf("c running")).toBeGreaterThan(Math.min(order.indexOf("a completed"), order.indexOf("b completed")));
  });

  it("turns progress lines into events and announces artifacts", async () => {
    const run = createRun({
      nodes: {
        a: {
          command: script(`require("fs").writeFileSync("out.txt", "12345"); console.log("progress 3/10 steps");`),
          artifacts: [
            { name: "out", path: "out.txt", media_type: "text/plain" },
            { name: "none", path: "none.txt" },
          ],
        },
      },
    });
    await run.start();
    expect(run.of("progress")[0]).toMatchObject({ node_id: "a", current: 3, total: 10, unit: "steps" });
    expect(run.of("artifact")).toMatchObject([
      { node_id: "a", artifact: { name: "out", size_bytes: 5, media_type: "text/plain", uri: "artifacts/a/out" } },
    ]);
    expect(run.engine.artifactFile("a", "out")).toMatch(/out\.txt$/);
  });
});

describe("failing", () => {
  it("tries again until it works", async () => {
    const run = createRun({
      nodes: { a: { command: script(`process.exitCode = process.env.DAGWIRE_ATTEMPT === "3" ? 0 : 5;`), attempts: 3, backoff_ms: 30 } },
    });
    expect((await run.start()).status).toBe("completed");
    expect(run.statuses("a")).toEqual(["queued", "running", "retrying", "queued", "running", "retrying", "queued", "running", "completed"]);
    const retrying = run.of("node_state").find(({ status }) => status === "retrying");
    expect(retrying).toMatchObject({ attempt: 1, error: { message: "exited with code 5", code: "exit_code", details: { exit_code: 5 } } });
    expect(Date.parse(retrying?.retry_at ?? "")).toBe(Date.parse(retrying?.at ?? "") + 30);
    expect(run.of("node_state").at(-1)?.metrics?.attempts).toBe(3);
  });

  it("skips nodes that depend on a failed one and says why", async () => {
    const run = createRun({
      nodes: { a: { command: script("process.exit(3)") }, b: { command: script(""), after: ["a"] }, c: { command: script("") } },
    });
    expect(await run.start()).toMatchObject({
      status: "failed",
      error: { message: `"a" failed: exited with code 3`, code: "node_failed" },
    });
    expect(run.of("node_state").find(({ node_id }) => node_id === "b")).toMatchObject({ status: "skipped", reason: `"a" failed` });
    expect(run.statuses("c").at(-1)).toBe("completed");
  });

  it("reports once that a program cannot be started", async () => {
    const run = createRun({ nodes: { a: { command: ["dagwire-no-such-program"], attempts: 3 } } });
    expect(await run.start()).toMatchObject({ status: "failed", error: { message: expect.stringContaining("ENOENT") } });
    expect(run.statuses("a")).toEqual(["queued", "running", "failed"]);
  });

  it("kills the whole process group when the time has run out", async () => {
    const mark = randomUUID();
    const run = createRun({ stop_grace_ms: 100, nodes: { a: { command: script(stubborn(mark)), timeout_ms: 2500 } } });
    const end = run.start();
    await run.untilLog("a", "ready");
    expect(findProcesses(mark)).toHaveLength(2);
    expect((await end).error?.message).toBe(`"a" failed: took longer than 2500 ms`);
    expect(findProcesses(mark)).toEqual([]);
  });

  it("kills processes that a finished command leaves behind", async () => {
    const mark = randomUUID();
    const code = `require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000); /* ${mark} */"], { stdio: "inherit" }).on("spawn", () => process.exit(0));`;
    const run = createRun({ nodes: { a: { command: script(code) } } });
    expect((await run.start()).status).toBe("completed");
    await expect.poll(() => findProcesses(mark)).toEqual([]);
  });

  it("stops a run that takes too long", async () => {
    const run = createRun({ timeout_ms: 200, nodes: { a: { command: script(sleep(60_000)) } } });
    expect(await run.start()).toMatchObject({ status: "timed_out", error: { code: "timed_out" } });
    expect(run.statuses("a").at(-1)).toBe("cancelled");
  });
});

describe("requests", () => {
  it("cancels, leaves no process behind, and ends for good", async () => {
    const mark = randomUUID();
    const run = createRun({
      stop_grace_ms: 100,
      nodes: { a: { command: script(stubborn(mark)) }, b: { command: script(""), after: ["a"] } },
    });
    const end = run.start();
    await run.untilLog("a", "ready");
    run.send({ type: "cancel_execution", reason: "wrong branch" });
    expect(await end).toMatchObject({ status: "cancelled", error: { message: "wrong branch" } });
    expect(findProcesses(mark)).toEqual([]);
    const count = run.events.length;
    run.send({ type: "resume_execution" });
    run.send({ type: "cancel_execution" });
    run.send({ type: "retry_node", node_id: "a" });
    expect(run.events).toHaveLength(count);
    expect(run.refusals).toMatchObject([{ type: "error", code: "run_over", node_id: "a" }]);
  });

  it("pauses between nodes and resumes", async () => {
    const run = createRun({ nodes: { a: { command: script(sleep(150)) }, b: { command: script(""), after: ["a"] } } });
    const end = run.start();
    await run.untilStatus("a", "running");
    run.send({ type: "pause_execution", actor: { id: "ada" }, reason: "lunch" });
    await run.untilStatus("b", "paused");
    expect(run.of("run_paused")).toMatchObject([{ actor: { id: "ada" }, reason: "lunch" }]);
    run.send({ type: "resume_execution" });
    expect((await end).status).toBe("completed");
    expect(run.statuses("b")).toEqual(["paused", "queued", "running", "completed"]);
    expect(run.of("run_resumed")).toHaveLength(1);
  });

  it("retries a failed node while the run continues", async () => {
    const run = createRun({
      nodes: {
        a: { command: script(`process.exitCode = process.env.DAGWIRE_ATTEMPT === "2" ? 0 : 1;`) },
        b: { command: script(""), after: ["a"] },
        gate: { gate: {} },
      },
    });
    const end = run.start();
    await run.untilStatus("b", "skipped");
    run.send({ type: "retry_node", node_id: "a" });
    await run.untilStatus("b", "completed");
    run.send({ type: "human_decision", node_id: "gate", decision: "approve" });
    expect((await end).status).toBe("completed");
  });

  it("stops a running node that is skipped, and continues without it", async () => {
    const run = createRun({
      nodes: { a: { command: script(`console.log("up"); ${sleep(60_000)}`) }, b: { command: script(""), after: ["a"] } },
    });
    const end = run.start();
    await run.untilLog("a", "up");
    run.send({ type: "skip_node", node_id: "a", reason: "known to hang" });
    expect((await end).status).toBe("completed");
    expect(run.of("node_state").find(({ status }) => status === "skipped")).toMatchObject({ node_id: "a", reason: "known to hang" });
  });
});

const gated = (gate: object): Readonly<Record<string, unknown>> => ({
  nodes: {
    gate: { title: "Continue?", gate },
    after: {
      command: script(
        `console.log("output " + JSON.stringify(JSON.parse(require("fs").readFileSync(process.env.DAGWIRE_INPUT)).nodes.gate.output));`,
      ),
      after: ["gate"],
    },
  },
});

describe("gates", () => {
  it("waits for a person and continues after the approval; the first decision wins", async () => {
    const run = createRun(gated({ summary: "All is well." }));
    const end = run.start();
    expect(await run.until(({ type }) => type === "human_gate_waiting")).toMatchObject({
      node_id: "gate",
      gate_id: "gate-1",
      presentation: { title: "Continue?", summary: "All is well." },
    });
    run.send({ type: "human_decision", node_id: "gate", decision: "approve", gate_id: "gate-9" });
    run.send({ type: "human_decision", node_id: "gate", decision: "approve", actor: { id: "ada" } });
    run.send({ type: "human_decision", node_id: "gate", decision: "reject" });
    expect((await end).status).toBe("completed");
    expect(run.of("human_gate_resolved")).toMatchObject([
      { resolution: "decided", decision: "approve", gate_id: "gate-1", actor: { id: "ada" } },
    ]);
    expect(run.refusals.map(({ code }) => code)).toEqual(["gate_conflict", "gate_not_open"]);
  });

  it("fails when rejected", async () => {
    const run = createRun(gated({}));
    const end = run.start();
    run.send({ type: "human_decision", node_id: "gate", decision: "reject", feedback: "no" });
    expect(await end).toMatchObject({ status: "failed", error: { message: `"gate" failed: rejected: no` } });
    expect(run.statuses("after")).toEqual(["skipped"]);
  });

  it("passes a modification to the nodes after it", async () => {
    const run = createRun(gated({ response_schema: { type: "object" } }));
    const end = run.start();
    run.send({ type: "human_decision", node_id: "gate", decision: "modify", modification: { tag: "next" } });
    expect((await end).results["after"]).toEqual({ decision: "modify", modification: { tag: "next" } });
    expect(run.of("human_gate_resolved")).toMatchObject([{ decision: "modify", modification: { tag: "next" } }]);
  });

  it("takes the default decision when the gate expires", async () => {
    const run = createRun(gated({ expires_after_ms: 50, default_decision: "approve" }));
    expect((await run.start()).status).toBe("completed");
    expect(run.of("human_gate_waiting")[0]?.presentation).toMatchObject({ default_decision: "approve", expires_at: expect.any(String) });
    expect(run.of("human_gate_resolved")).toMatchObject([{ resolution: "expired", decision: "approve" }]);
  });
});

const burn = (ms: number): string => `const end = process.cpuUsage().user + ${ms} * 1000; while (process.cpuUsage().user < end);`;

describe("cost", () => {
  it("charges processor time, not elapsed time", async () => {
    const run = createRun({
      cost: { usd_per_cpu_second: 1, budget_usd: 100 },
      max_parallel: 1,
      nodes: { busy: { command: script(burn(600)) }, idle: { command: script(sleep(600)) } },
    });
    await run.start();
    const costs = new Map(run.of("node_state").map(({ node_id, metrics }) => [node_id, metrics?.cost_usd ?? 0]));
    expect(costs.get("busy")).toBeGreaterThan(0.6);
    expect(costs.get("idle")).toBeLessThan(0.4);
    const complete = run.of("execution_complete")[0];
    expect(complete?.spent).toBeCloseTo((costs.get("busy") ?? 0) + (costs.get("idle") ?? 0), 6);
    expect(run.of("cost_update").at(-1)?.spent).toBe(complete?.spent);
  });

  it("pauses when the budget is exceeded, and continues after a resume", async () => {
    const run = createRun({
      cost: { usd_per_cpu_second: 1, budget_usd: 0.001, on_exceeded: "pause" },
      nodes: { a: { command: script(burn(200)) }, b: { command: script(""), after: ["a"] } },
    });
    const end = run.start();
    await run.untilStatus("b", "paused");
    expect(run.of("budget_exceeded")).toMatchObject([{ budget: 0.001, action: "pause", node_id: "a" }]);
    expect(run.of("run_paused")).toMatchObject([{ actor: { id: "budget", kind: "policy" } }]);
    run.send({ type: "resume_execution" });
    expect((await end).status).toBe("completed");
    expect(run.of("budget_exceeded")).toHaveLength(1);
  });

  it("cancels a node in the middle when the budget says so", async () => {
    const run = createRun({
      cost: { usd_per_cpu_second: 1, budget_usd: 0.3, on_exceeded: "cancel" },
      nodes: { a: { command: script(burn(60_000)) } },
    });
    expect(await run.start()).toMatchObject({ status: "cancelled", error: { message: "the budget is exceeded" } });
    expect(run.of("execution_complete")[0]?.spent).toBeLessThan(10);
  });
});
