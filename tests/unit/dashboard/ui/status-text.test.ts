import { applyServerEvents, dag, initialState, isKnownNodeStatus } from "@dagwire/dag";
import { expect, test } from "vitest";
import { hasEnded, isTerminal } from "../../../../examples/dashboard/src/run/phases.js";
import { phaseText, statusText } from "../../../../examples/dashboard/src/ui/status-text.js";

/** Returns the state after messages of a later engine, read as a page reads them. */
function after(...messages: readonly unknown[]): ReturnType<typeof initialState> {
  const events = messages.map((message) => {
    const read = dag.server.read(message);
    if (read.outcome !== "event") throw new Error(`the page refuses ${JSON.stringify(message)}`);
    return read.event;
  });
  return applyServerEvents(initialState(), events).state;
}

test("a status that a later engine has added is kept and shown as it is", () => {
  const { nodes } = after({ type: "node_state", node_id: "a", status: "dreaming" });
  const status = nodes["a"]?.status ?? "pending";
  expect(isKnownNodeStatus(status)).toBe(false);
  expect(statusText(status)).toBe("dreaming");
  expect(statusText("waiting")).toBe("waits for you");
});

test("a run ends in a phase that a later engine has added", () => {
  const { run } = after({ type: "execution_complete", results: {}, status: "archived" });
  expect([phaseText(run.phase), isTerminal(run.phase), hasEnded(run)]).toEqual(["archived", false, true]);
  expect(hasEnded(initialState().run)).toBe(false);
});

test("a client event with an actor of another kind is still refused", () => {
  const skip = (kind: string): unknown => ({ type: "skip_node", node_id: "a", actor: { id: "ada", kind } });
  expect([dag.client.validate(skip("person")), dag.client.validate(skip("robot"))]).toEqual([true, false]);
  expect(dag.server.validate({ type: "run_paused", actor: { id: "ada", kind: "robot" } })).toBe(true);
});
