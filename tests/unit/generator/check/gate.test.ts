import { expect, test } from "vitest";
import { gateOf, stateGateOf } from "../../../../generator/check/gate.js";
import type { BaselineRole, StateQuestion } from "../../../../generator/check/gate.js";
import type { DeployOrder } from "../../../../generator/config/config-schema.js";

/** The order of the columns: server new→old, server old→new, client new→old, client old→new. */
type Row = readonly [roles: readonly BaselineRole[], order: DeployOrder, want: string];

test.each<Row>([
  [["deployed"], "server-first", "gated warned warned gated"],
  [["deployed"], "client-first", "warned gated gated gated"],
  [["deployed"], "rolling", "gated gated gated gated"],
  [["retained"], "server-first", "free gated free gated"],
  [["retained"], "rolling", "free gated free gated"],
  [["deployed", "retained"], "server-first", "gated gated warned gated"],
])("%j, %s: %s", (roles, order, want) => {
  const gates = (["server", "client"] as const).flatMap((direction) =>
    (["new-to-old", "old-to-new"] as const).map((flow) => gateOf(direction, flow, roles, { order, storage: "memory", rollback: "warned" })),
  );
  expect(gates.join(" ")).toBe(want);
});

test("a server that stores events opens those of older versions, whatever is deployed first", () => {
  const deployment = { order: "server-first", storage: "durable", rollback: "warned" } as const;
  expect(gateOf("server", "old-to-new", ["deployed"], deployment)).toBe("gated");
  expect(gateOf("server", "new-to-old", ["deployed"], { ...deployment, order: "client-first" })).toBe("warned");
});

type StateRow = readonly [question: StateQuestion, order: DeployOrder, storage: "durable" | "memory", want: string];

/** The columns: new to old, old to new. */
test.each<StateRow>([
  ["read", "server-first", "durable", "gated gated"],
  ["reduce", "client-first", "durable", "warned gated"],
  ["read", "rolling", "durable", "gated gated"],
  ["read", "server-first", "memory", "gated warned"],
  ["reduce", "client-first", "memory", "warned gated"],
  ["tell", "server-first", "durable", "gated warned"],
  ["tell", "client-first", "durable", "warned gated"],
])("the state: %s, %s, %s: %s", (question, order, storage, want) => {
  const flows = ["new-to-old", "old-to-new"] as const;
  const gates = flows.map((flow) => stateGateOf(question, flow, ["deployed"], { order, storage, rollback: "warned" }));
  expect(gates.join(" ")).toBe(want);
  const back = stateGateOf(question, "new-to-old", ["deployed"], { order, storage, rollback: "gated" });
  expect(back).toBe(storage === "durable" && question !== "tell" ? "gated" : gates[0]);
});
