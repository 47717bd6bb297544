import { expect, test } from "vitest";
import { gateOf } from "../../../../generator/check/gate.js";
import type { BaselineRole } from "../../../../generator/check/gate.js";
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
    (["new-to-old", "old-to-new"] as const).map((flow) => gateOf(direction, flow, roles, order)),
  );
  expect(gates.join(" ")).toBe(want);
});
