import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Json } from "../../../../../generator/base/json.js";
import { checkProtocol } from "../../../../../generator/check/check-protocol.js";
import { exampleTools } from "../../../../../generator/check/example-tools.js";
import { subsetQuestions } from "../../../../../generator/check/provers.js";
import { compareSteps } from "../../../../../generator/evolution/state/compare-steps.js";
import type { StepCell, Stateful } from "../../../../../generator/evolution/state/compare-steps.js";
import { editedFolder, editedVersion, statefulIn, withSteps } from "../../../../helpers/edited-protocol.js";
import type { Edits, WrittenStep } from "../../../../helpers/edited-protocol.js";
import { repository } from "../../../../helpers/run-cli.js";

const folder = join(repository, "schema", "dag");
const tools = exampleTools(subsetQuestions());

/** Edits the steps of one server event of the reference protocol. */
function stepsOf(event: string, edit: (steps: readonly WrittenStep[]) => readonly WrittenStep[]): Edits {
  return { [`server/${event}.schema.json`]: withSteps(edit) };
}

function compared(edits: Edits): { readonly forwards: StepCell[]; readonly backwards: StepCell[] } {
  const [before, after]: Stateful[] = [editedVersion(folder), editedVersion(folder, edits)];
  if (before === undefined || after === undefined) throw new Error("both versions exist");
  return { forwards: compareSteps(after, before, tools), backwards: compareSteps(before, after, tools) };
}

/** Returns how many events show the difference, and where. */
function shown([cell, ...others]: StepCell[]): string {
  if (cell === undefined || others.length > 0 || cell.verdict.verdict !== "breaking") return JSON.stringify([cell?.verdict, others.length]);
  const { events, path, from } = cell.verdict.divergence;
  return `${cell.event.name} ${events.length} ${path}${from === undefined ? "" : " from a state"}`;
}

const without =
  (at: string) =>
  (steps: readonly WrittenStep[]): WrittenStep[] =>
    steps.filter((step) => step["at"] !== at);
const changed =
  (index: number, part: WrittenStep) =>
  (steps: readonly WrittenStep[]): WrittenStep[] =>
    steps.map((step, place) => (place === index ? { ...step, ...part } : step));

describe("a changed step is found, with the shortest list of events that shows it", () => {
  test.each<[string, Edits, string]>([
    ["set instead of merge", stepsOf("node_state", changed(0, { op: "set" })), "node_state 2 /nodes/a/metrics"],
    ["set instead of merge of a part", stepsOf("node_state", changed(1, { op: "set" })), "node_state 2 /nodes/a/metrics/started_at"],
    ["a shorter pick", stepsOf("node_state", changed(0, { pick: ["status", "attempt"] })), "node_state 1 /nodes/a/output"],
    ["set instead of merge of a map", stepsOf("cost_update", changed(1, { op: "set" })), "cost_update 2 /cost/nodes/a"],
    ["no remove any more", stepsOf("human_gate_resolved", without("/gates/{node_id}")), "human_gate_resolved 2 /gates/a"],
    [
      "no remove of an earlier outcome",
      stepsOf("human_gate_waiting", without("/decisions/{node_id}")),
      "human_gate_waiting 2 /decisions/a",
    ],
    ["an object that stays", stepsOf("execution_complete", without("/gates")), "execution_complete 2 /gates/a"],
    ["a smaller limit", stepsOf("node_log", changed(0, { limit: 100 })), "node_log 101 /logs/a"],
    ["a smaller limit of a list without keys", stepsOf("error", changed(0, { limit: 20 })), "error 21 /errors"],
  ])("%s", (_title, edits, want) => {
    const { forwards, backwards } = compared(edits);
    expect(shown(forwards)).toContain(want);
    expect(shown(backwards)).toContain(want);
  });

  test("a place that no list of events can fill, from a state that holds it", () => {
    const { forwards } = compared(stepsOf("run_started", without("/results")));
    expect(shown(forwards)).toBe("run_started 1 /results/a from a state");
  });
});

describe("steps that are written in another way are proved equal, and keep the digest", () => {
  const [one, ...more] = ["spent", "budget", "remaining"].map((name) => ({ op: "set", at: `/cost/${name}`, from: `/${name}` }));
  test.each<[string, Edits]>([
    [
      "a pick in two parts",
      stepsOf("node_state", ([first, ...rest]) => [{ ...first, pick: ["output"] }, { ...first, pick: ["attempt", "status"] }, ...rest]),
    ],
    [
      "swapped steps",
      { ...stepsOf("node_state", (steps) => steps.toReversed()), ...stepsOf("human_gate_resolved", (steps) => steps.toReversed()) },
    ],
    ["merge for set", stepsOf("run_paused", ([, ...rest]) => [{ op: "merge", at: "/run", value: { phase: "paused" } }, ...rest])],
    ["three sets for a pick", stepsOf("cost_update", ([, ...rest]) => [one ?? {}, ...more, ...rest])],
    [
      "a redundant remove",
      stepsOf("human_gate_resolved", ([first, ...rest]) => [first ?? {}, { op: "remove", at: "/decisions/{node_id}" }, ...rest]),
    ],
  ])("%s", (_title, edits) => {
    expect(compared(edits)).toEqual({ forwards: [], backwards: [] });
    expect(editedVersion(folder, edits).model.digest).toBe(editedVersion(folder).model.digest);
  });
});

describe("an event that the reader does not know", () => {
  const event = (step: WrittenStep): { readonly [key: string]: Json } => ({
    type: "object",
    properties: { type: { const: "node_skipped" }, node_id: { type: "string" }, note: { type: "string" } },
    required: ["type", "node_id"],
    additionalProperties: false,
    "x-state": step,
  });
  const added = (step: WrittenStep, state: Edits = {}): Edits => ({ ...state, "server/node_skipped.schema.json": event(step) });
  const newPlace: Edits = {
    "common/dag_state.schema.json": (schema) => {
      const properties = schema["properties"] as Record<string, Json>;
      schema["properties"] = { ...properties, notes: { type: "object", additionalProperties: { type: "string" } } };
    },
  };

  test("makes a difference if it writes a place that the reader declares", () => {
    const { forwards, backwards } = compared(added({ op: "merge", at: "/nodes/{node_id}", value: { status: "skipped" } }));
    expect(shown(forwards)).toBe("node_skipped 1 /nodes/a");
    expect(forwards[0]?.counterpart).toBeUndefined();
    expect(backwards).toEqual([]);
  });

  test("makes none if it writes a place that only the new version declares", () => {
    expect(compared(added({ op: "set", at: "/notes/{node_id}", from: "/note" }, newPlace))).toEqual({ forwards: [], backwards: [] });
  });
});

describe("an event with many optional fields", () => {
  const names = Array.from({ length: 16 }, (_, index) => `note_${index}`);
  const declared = Object.fromEntries(names.map((name) => [name, { type: "string" }]));
  const properties = (value: Json | undefined): Record<string, Json> => value as Record<string, Json>;
  const withNames: Edits = {
    "server/run_started.schema.json": (schema) => {
      schema["properties"] = { ...properties(schema["properties"]), ...declared };
      withSteps((steps) => [...steps, { op: "merge", at: "/run", pick: names }])(schema);
    },
    "common/dag_state.schema.json": (schema) => {
      const info = properties(properties(schema["$defs"])["run_info"]);
      info["properties"] = { ...properties(info["properties"]), ...declared };
    },
  };
  const forgetting: Edits = {
    "server/run_started.schema.json": withSteps((steps) => [...steps, { op: "remove", at: "/notes" }]),
    "common/dag_state.schema.json": (schema) => {
      schema["properties"] = { ...properties(schema["properties"]), notes: { type: "object", additionalProperties: true } };
    },
  };
  const both = (...all: readonly Edits[]): Stateful =>
    statefulIn(all.reduce((made, edits) => editedFolder(made, edits), editedFolder(folder, {})));

  test("is proved to change both states alike, if a changed step reads none of these fields", () => {
    const [before, after] = [both(withNames), both(withNames, forgetting)];
    expect([compareSteps(after, before, tools), compareSteps(before, after, tools)]).toEqual([[], []]);
  });

  test("is proved to change both states alike, if only the new version has these fields", () => {
    const [before, after] = [both(), both(withNames, forgetting)];
    expect(compareSteps(before, after, tools)).toEqual([]);
  });

  test("shows a difference in one of these fields", () => {
    const fewer = withSteps((steps) => steps.map((step) => (step["pick"] === undefined ? step : { ...step, pick: names.slice(1) })));
    const [before, after] = [both(withNames), both(withNames, { "server/run_started.schema.json": fewer })];
    expect(shown(compareSteps(before, after, tools))).toContain("run_started 1 /run/");
  });
});

test("a renamed field of the state is found by each of the three questions", () => {
  const text = (value: unknown): string => JSON.stringify(value).replaceAll('"/gates', '"/waiting');
  const steps = withSteps((list) => JSON.parse(text(list)) as WrittenStep[]);
  const mutations = (value: Record<string, Json>): void => void Object.assign(value, JSON.parse(text(value)) as Record<string, Json>);
  const renamed: Edits = {
    "common/dag_state.schema.json": (schema) => {
      const { gates, ...properties } = schema["properties"] as Record<string, Json>;
      schema["properties"] = { ...properties, ...(gates !== undefined && { waiting: gates }) };
      schema["required"] = (schema["required"] as string[]).map((name) => (name === "gates" ? "waiting" : name));
    },
    "common/dag_mutation.schema.json": mutations,
    ...Object.fromEntries(
      ["human_gate_waiting", "human_gate_resolved", "run_started", "execution_complete"].map((name) => [
        `server/${name}.schema.json`,
        steps,
      ]),
    ),
  };
  const [before, after] = [editedVersion(folder), editedVersion(folder, renamed)];
  const check = checkProtocol({
    today: after.model,
    baselines: [{ label: "v1", roles: ["deployed"], model: before.model }],
    deploy: "server-first",
  });
  const found = check.findings.map(({ rule, severity, path }) => `${severity} ${rule} ${path}`);
  expect(found).toContain("breaking STATE_FIELD_REQUIRED_RENAMED /waiting");
  expect(found).toContain("breaking STATE_INITIAL_CHANGED /gates");
  expect(found.some((finding) => finding.startsWith("breaking STATE_STEPS_CHANGED"))).toBe(true);
});
