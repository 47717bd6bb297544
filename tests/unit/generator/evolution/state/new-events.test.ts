import { join } from "node:path";
import { expect, test } from "vitest";
import { isDeclared } from "../../../../../generator/evolution/state/project-state.js";
import { keptObjects } from "../../../../../generator/model/state/normal-steps.js";
import { writesOf } from "../../../../../generator/model/state/writes-of.js";
import { statefulIn } from "../../../../helpers/edited-protocol.js";
import { repository } from "../../../../helpers/run-cli.js";

test("an event that version 1.0 of the reference protocol lacks writes only to places that 1.0 does not declare", () => {
  const [released, now] = ["tests/baselines/dag-1.0.0", "schema/dag"].map((folder) => statefulIn(join(repository, folder)));
  if (released === undefined || now === undefined) throw new Error("both versions exist");
  const known = new Set(released.model.server.events.map(({ name }) => name));
  const added = [...now.state.blocks].filter(([event]) => !known.has(event.name));
  // In every valid state an object stands at the places that 1.0 requires, so making it there changes nothing.
  const isKept = keptObjects(released.state.schema);
  const writes = added.flatMap(([event, block]) =>
    writesOf(block, [event.schema])
      .filter(({ kind, path }) => kind !== "ensure" || !isKept(path))
      .map(({ path }) => ({ event: event.name, path })),
  );
  expect(new Set(writes.map(({ event }) => event))).toEqual(
    new Set(["budget_changed", "budget_warning", "model_call", "node_attempt", "run_cancelling", "text", "text_delta"]),
  );
  expect(writes.filter(({ path }) => isDeclared(released.state.schema, path))).toEqual([]);
});
