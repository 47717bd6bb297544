import { clientEvents } from "@dagwire/dag";
import { describe, expect, it } from "vitest";
import { type GateAnswer, gateChoices, makeDecision } from "../../../../examples/dashboard/src/ui/gate-choices.js";

const gate = { type: "human_gate_waiting", node_id: "b", gate_id: "b#1", presentation: {} } as const;
const blank: GateAnswer = { feedback: " ", modification: "{}", texts: {}, actor: "" };

describe("gateChoices", () => {
  it("offers approve and reject, and modify if the gate has a response schema", () => {
    expect(gateChoices({}).map(({ decision }) => decision)).toEqual(["approve", "reject"]);
    expect(gateChoices({ response_schema: true }).map(({ decision }) => decision)).toEqual(["approve", "reject", "modify"]);
  });

  it("offers the choices that the gate lists", () => {
    expect(gateChoices({ choices: [{ decision: "reject", label: "No" }], response_schema: true })).toEqual([
      { decision: "reject", label: "No" },
    ]);
  });
});

describe("makeDecision", () => {
  it.each([
    ["approve", blank, { decision: "approve" }],
    [
      "reject",
      { ...blank, feedback: " too late ", actor: "ada" },
      { decision: "reject", feedback: "too late", actor: { id: "ada", kind: "person" } },
    ],
    ["modify", { ...blank, modification: '{"limit":3}' }, { decision: "modify", modification: { limit: 3 } }],
  ] as const)("%s", (decision, answer, want) => {
    const result = makeDecision(gate, decision, answer);
    const event = result.kind === "ready" ? result.event : undefined;
    expect(event).toEqual({ type: "human_decision", node_id: "b", gate_id: "b#1", ...want });
    expect(clientEvents.validate(event)).toBe(true);
  });

  it("says why changes that are not JSON cannot be sent", () => {
    expect(makeDecision(gate, "modify", { ...blank, modification: "{" })).toMatchObject({
      kind: "invalid",
      problem: { name: "", message: expect.stringContaining("not JSON") },
    });
  });

  it("takes the fields of the gate's schema if it lists properties", () => {
    const asked = { ...gate, presentation: { response_schema: { properties: { limit: { type: "number" } }, required: ["limit"] } } };
    expect(makeDecision(asked, "modify", { ...blank, texts: { limit: "3" } })).toMatchObject({ event: { modification: { limit: 3 } } });
    expect(makeDecision(asked, "modify", blank)).toEqual({
      kind: "invalid",
      problem: { kind: "invalid", name: "limit", message: "limit: please fill this in." },
    });
  });
});
