import { readdirSync } from "node:fs";
import { join } from "node:path";
import * as dag from "@dagwire/dag";
import { describe, expect, test } from "vitest";
import type { Json } from "../../../../../generator/base/json.js";
import { Reducer } from "../../../../../generator/evolution/state/reducer.js";
import { silentPlaces } from "../../../../../generator/evolution/state/silent-places.js";
import { editedVersion } from "../../../../helpers/edited-protocol.js";
import type { Edits } from "../../../../helpers/edited-protocol.js";
import { repository } from "../../../../helpers/run-cli.js";

const folder = join(repository, "schema", "dag");
const server = readdirSync(join(folder, "server"));

/** Returns a version of the reference protocol without one event. */
function without(event: string): Edits {
  const kept = server.filter((file) => file !== `${event}.schema.json`).map((file) => `server/${file}`);
  return { "protocol.json": (manifest) => void (manifest["server"] = kept) };
}

function silentAfter(edits: Edits): readonly string[] {
  return silentPlaces(editedVersion(folder, edits), editedVersion(folder)).map(
    ({ event, places }) => `${event.name}: ${places.join(", ")}`,
  );
}

describe("places that no event changes which older clients know", () => {
  test.each([
    // The event `human_gate_waiting` only removes decisions, and `execution_complete` only empties the gates.
    ["human_gate_resolved", ["human_gate_resolved: /decisions/*, /asked/*/*/outcome"]],
    // The event `execution_complete` removes the pause too.
    ["run_resumed", []],
    ["node_log", ["node_log: /logs/*"]],
    ["run_paused", ["run_paused: /run/pause"]],
  ])("after the removal of %s", (event, want) => {
    expect(silentAfter(without(event))).toEqual(want);
  });

  test("after the removal of a property whose value an event copies", () => {
    const edits: Edits = {
      "common/dag_state.schema.json": (schema) => {
        const text = JSON.stringify(schema["$defs"]).replaceAll(
          /\{"\$ref":"\.\.\/server\/node_state\.schema\.json#\/properties\/attempt"\}/g,
          '{"type":"integer"}',
        );
        schema["$defs"] = JSON.parse(text) as Json;
      },
      "server/node_state.schema.json": (schema) => {
        const { attempt: _attempt, ...properties } = schema["properties"] as Record<string, Json>;
        schema["properties"] = properties;
        schema["x-state"] = { op: "merge", at: "/nodes/{node_id}", pick: ["status", "output"] };
        delete schema["examples"];
      },
    };
    expect(silentAfter(edits)).toEqual([expect.stringMatching(/^node_state: .*\/nodes\/\*\/attempt/)]);
  });

  test("are none if nothing was removed", () => {
    expect(silentAfter({})).toEqual([]);
  });
});

test("a list keeps as many items as the generated reducer keeps", () => {
  const { model, state } = editedVersion(folder);
  const event = model.server.events.find(({ name }) => name === "error");
  if (event === undefined) throw new Error("the reference protocol has the event error");
  const messages = Array.from({ length: 53 }, (_, index) => ({ type: "error" as const, message: String(index) }));
  const reducer = new Reducer(model, state);
  const own = messages.reduce<Json>((before, message) => reducer.apply(before, { event, message }), reducer.initial);
  expect(own).toEqual(dag.applyServerEvents(dag.initialState(), messages).state);
});
