import { applyServerEvents, conflateServerEvents, initialState, isDagState } from "@dagwire/dag";
import { expect, test } from "vitest";
import { seenByHand, seenInState } from "../../helpers/seen-run.js";
import { EngineRun, script } from "./engine-run.js";

const pipeline = {
  cost: { usd_per_cpu_second: 0.001, budget_usd: 1 },
  nodes: {
    fetch: {
      command: script(
        `require("fs").writeFileSync("out.txt", "12345"); console.log("progress 3/10 steps"); console.log('output {"value":7}'); console.error("careful");`,
      ),
      artifacts: [{ name: "out", path: "out.txt", media_type: "text/plain" }],
    },
    flaky: { command: script(`process.exitCode = process.env.DAGWIRE_ATTEMPT === "2" ? 0 : 5;`), attempts: 2, backoff_ms: 20 },
    gate: { title: "Continue?", gate: { summary: "All is well." }, after: ["fetch", "flaky"] },
    last: { command: script("console.log('done')"), after: ["gate"] },
    broken: { command: script("process.exit(3)"), after: ["gate"] },
    never: { command: script(""), after: ["broken"] },
  },
};

test("the state of a real run is valid after every event and agrees with the dashboard's reducer", async () => {
  const run = new EngineRun(pipeline);
  try {
    const end = run.start();
    await run.until(({ type }) => type === "human_gate_waiting");
    run.send({ type: "human_decision", node_id: "gate", decision: "approve", actor: { id: "ada" }, feedback: "fine" });
    expect((await end).status).toBe("failed");
  } finally {
    run.dispose();
  }
  const { events } = run;
  for (let count = 0; count <= events.length; count += 1) {
    const { state } = applyServerEvents(initialState(), events.slice(0, count));
    expect(isDagState(state)).toBe(true);
    // Before its start a run has no phase. The dashboard derives one from the first status.
    if (count > 0) expect(seenInState(state)).toEqual(seenByHand(events.slice(0, count)));
  }
  const whole = applyServerEvents(initialState(), events).state;
  const conflated = conflateServerEvents(events);
  expect(applyServerEvents(initialState(), conflated).state).toEqual(whole);
  expect(conflated.length).toBeLessThan(events.length);
});
