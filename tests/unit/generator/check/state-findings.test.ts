import { describe, expect, test } from "vitest";
import { checkProtocol } from "../../../../generator/check/check-protocol.js";
import type { CheckRequest, ProtocolCheck } from "../../../../generator/check/check-protocol.js";
import type { BaselineRole } from "../../../../generator/check/gate.js";
import { supportMatrix, supportTable } from "../../../../generator/check/support-matrix.js";
import { verdictRuleNamed } from "../../../../generator/check/rule-note.js";
import { subsetQuestions } from "../../../../generator/check/provers.js";
import { isStateRuleId, stateRules } from "../../../../generator/evolution/rules/state-rules.js";
import type { ProtocolModel } from "../../../../generator/model/protocol.js";
import { modelOf } from "../../../helpers/model-of.js";
import { eventSchema } from "../../../helpers/protocol-folder.js";
import type { FolderContents } from "../../../helpers/protocol-folder.js";
import { stateFiles, stateProtocol } from "../../../helpers/state-protocol.js";
import type { StateProtocol } from "../../../helpers/state-protocol.js";

function modelled(parts: Partial<StateProtocol> = {}, more: FolderContents = {}): ProtocolModel {
  const { model, text } = modelOf({ ...stateFiles(parts), ...more });
  if (model === undefined) throw new Error(text);
  return model;
}

function checked(
  before: ProtocolModel,
  today: ProtocolModel,
  { roles = ["deployed"], ...settings }: Partial<CheckRequest> & { readonly roles?: readonly BaselineRole[] } = {},
): ProtocolCheck {
  return checkProtocol({ today, baselines: [{ label: "git:v1", roles, model: before }], deploy: "server-first", ...settings });
}

/** Returns the findings about the state, each with its place. */
function placesOf({ findings }: ProtocolCheck): string[] {
  return findings
    .filter(({ rule }) => rule.startsWith("STATE_"))
    .map(({ rule, severity, place }) => `${severity} ${rule} ${place.file}#${"pointer" in place ? place.pointer : ""}`)
    .toSorted();
}

const { "x-state": _steps, ...plainJob } = stateProtocol.job as { readonly "x-state": object };
const step = (event: object, xState: unknown): object => ({ ...event, "x-state": xState });
const set = (at: string, value: unknown): object => ({ op: "set", at, value });
const merge = (...pick: readonly string[]): object => ({ op: "merge", at: "/jobs/{job_id}", pick });
const onlyStatus = step(stateProtocol.job, merge("status"));
const { properties, ...board } = stateProtocol.state as { readonly properties: { readonly [name: string]: object } };
const withProperties = (more: object, required: readonly string[] = []): object => ({
  ...board,
  properties: { ...properties, ...more },
  required: ["jobs", "count", ...required],
});
const { state: _state, terminal: _terminal, ...stateless } = stateProtocol.manifest;
const more = { "server/more.json": step(eventSchema("more"), set("/count", 5)) };
const other = { "server/other.json": step(eventSchema("other"), set("/count", 7)) };
const notes = withProperties({ notes: { type: "object", additionalProperties: { type: "string" } } });
const lines = withProperties({ lines: { type: "array", items: { type: "string" }, maxItems: 400_000 } });
const line = (limit: number): FolderContents => ({
  "server/line.json": step(eventSchema("line", { text: { type: "string" } }, ["text"]), {
    op: "append",
    at: "/lines",
    from: "/text",
    limit,
  }),
});
const enumOf = (...values: readonly string[]): object => ({
  ...stateProtocol.state,
  $defs: { job: { type: "object", properties: { status: { enum: values }, note: { type: "string" } } } },
});

const anything = { ...stateProtocol.state, $defs: { job: { type: "object", properties: { status: {}, note: {} } } } };
/** An event whose properties depend on a branch. Without a list of names it writes the whole object. */
const withBranches = (pick: readonly string[] | undefined): object => ({
  type: "object",
  properties: { type: { const: "job" }, job_id: { type: "string" }, status: { enum: ["on", "off"] } },
  required: ["type", "job_id", "status"],
  anyOf: [{ properties: { note: { type: "string" } } }, { properties: { hint: { type: "string" } }, required: ["hint"] }],
  "x-state": { op: "merge", at: "/jobs/{job_id}", ...(pick !== undefined && { pick }) },
});

type Version = readonly [parts: Partial<StateProtocol>, more?: FolderContents];
type Case = readonly [rule: string, before: Version, after: Version, found: readonly string[]];

/** For each rule a change that it finds. */
const cases: readonly Case[] = [
  ["STATE_STEPS_CHANGED", [{}], [{ job: onlyStatus }], ["breaking STATE_STEPS_CHANGED server/job.json#/x-state"]],
  [
    "STATE_STEPS_CHANGED",
    [{}],
    [{ over: step(stateProtocol.over, [set("/over", true), set("/count", 9)]) }],
    ["breaking STATE_STEPS_CHANGED server/over.json#/x-state/1"],
  ],
  ["STATE_EVENT_ADDED", [{}], [{}, more], ["breaking STATE_EVENT_ADDED server/more.json#/x-state"]],
  [
    "STATE_EVENT_REMOVED",
    [{}, more],
    [{}],
    ["breaking STATE_EVENT_REMOVED protocol.json#/server", "breaking STATE_PLACE_SILENT protocol.json#/server"],
  ],
  [
    "STATE_EVENT_RENAMED",
    [{}],
    [{ job: { ...stateProtocol.job, properties: { ...Object(stateProtocol.job).properties, type: { const: "task" } } } }],
    ["breaking STATE_EVENT_RENAMED server/job.json#/x-state"],
  ],
  [
    "STATE_EVENT_RENAMED",
    [{}],
    [{ job: { ...stateProtocol.job, properties: { ...Object(stateProtocol.job).properties, type: { enum: ["job", "task"] } } } }],
    ["breaking STATE_EVENT_RENAMED server/job.json#/x-state"],
  ],
  [
    "STATE_STEPS_CHANGED",
    [{ state: anything, job: withBranches(["status"]) }],
    [{ state: anything, job: withBranches(undefined) }],
    ["breaking STATE_STEPS_CHANGED server/job.json#/x-state"],
  ],
  [
    "STATE_PLACE_SILENT",
    [
      {},
      { "server/off.json": step(eventSchema("off", { job_id: { type: "string" } }, ["job_id"]), { op: "remove", at: "/jobs/{job_id}" }) },
    ],
    [{}],
    ["breaking STATE_EVENT_REMOVED protocol.json#/server", "breaking STATE_PLACE_SILENT protocol.json#/server"],
  ],
  [
    "STATE_INITIAL_CHANGED",
    [{}],
    [{ state: withProperties({ count: { type: "integer", default: 2 } }) }],
    ["breaking STATE_INITIAL_CHANGED common/board.json#/properties/count"],
  ],
  [
    "STATE_END_CHANGED",
    [{}],
    [{ manifest: { ...stateProtocol.manifest, terminal: [] } }],
    ["breaking STATE_END_CHANGED protocol.json#/terminal"],
  ],
  ["STATE_ADDED", [{ manifest: stateless }], [{}], ["warning STATE_ADDED protocol.json#/state"]],
  ["STATE_REMOVED", [{}], [{ manifest: stateless }], ["breaking STATE_REMOVED protocol.json#/state"]],
  [
    "STATE_UNDECIDED",
    [{ state: lines }, line(200_000)],
    [{ state: lines }, line(300_000)],
    ["unknown STATE_UNDECIDED server/line.json#/x-state"],
  ],
  [
    "STATE_INCOMPATIBLE",
    [{ state: withProperties({ extra: { type: "object", properties: { note: { type: "string" } } } }) }],
    [{ state: withProperties({ extra: { type: "object" } }) }],
    ["breaking STATE_INCOMPATIBLE common/board.json#"],
  ],
  [
    "STATE_FIELD_REQUIRED_ADDED",
    [{}],
    [{ state: withProperties({ extra: { type: "string" } }, ["extra"]) }],
    [
      "breaking STATE_FIELD_REQUIRED_ADDED common/board.json#/properties/extra",
      "breaking STATE_INITIAL_CHANGED common/board.json#/properties/extra",
    ],
  ],
  [
    "STATE_ENUM_VALUE_ADDED",
    [{}],
    [{ state: enumOf("on", "off", "idle") }],
    ["breaking STATE_ENUM_VALUE_ADDED common/board.json#/$defs/job/properties/status/enum/2"],
  ],
];

describe("each rule finds its change, with severity and place", () => {
  test.each<Case>(cases)("%s", (rule, before, after, found) => {
    const check = checked(modelled(...before), modelled(...after));
    expect(placesOf(check)).toEqual(found);
    expect(check.findings.map((finding) => finding.rule)).toContain(rule);
    for (const finding of check.findings) if (isStateRuleId(finding.rule)) expect(finding.hint).toBe(stateRules[finding.rule].instead);
  });
});

type NearMiss = readonly [title: string, before: Version, after: Version, found?: readonly string[]];

/** For each rule a harmless change that looks like one that it finds. The title begins with the rule. */
const nearMisses: readonly NearMiss[] = [
  [
    "STATE_PLACE_SILENT: another event that older clients know writes the place",
    [{}, { ...more, ...other }],
    [{}, other],
    ["breaking STATE_EVENT_REMOVED protocol.json#/server"],
  ],
  ["STATE_STEPS_CHANGED: a pick in two steps", [{}], [{ job: step(stateProtocol.job, [merge("note"), merge("status")]) }]],
  [
    "STATE_EVENT_ADDED: it only writes a new place",
    [{}],
    [
      { state: notes },
      {
        "server/note.json": step(eventSchema("note", { id: { type: "string" }, text: { type: "string" } }, ["id"]), {
          op: "set",
          at: "/notes/{id}",
          from: "/text",
        }),
      },
    ],
  ],
  [
    "STATE_EVENT_ADDED: it must be understood, which is a finding about the event",
    [{}],
    [{}, { "server/more.json": { ...step(eventSchema("more"), set("/count", 5)), "x-must-understand": true } }],
  ],
  ["STATE_EVENT_REMOVED: it changed no state", [{}, { "server/more.json": eventSchema("more") }], [{}]],
  [
    "STATE_EVENT_RENAMED: only its name in the code differs",
    [{}],
    [{ manifest: { ...stateProtocol.manifest, server: [{ ref: "server/job.json", name: "task" }, "server/over.json"] } }],
  ],
  [
    "STATE_INITIAL_CHANGED: the default of an optional property",
    [{}],
    [{ state: withProperties({ over: { type: "boolean", default: false } }) }],
  ],
  ["STATE_FIELD_REQUIRED_ADDED: an optional one", [{}], [{ state: withProperties({ extra: { type: "string" } }) }]],
  ["STATE_ENUM_VALUE_ADDED: the values in another order", [{}], [{ state: enumOf("off", "on") }]],
  ["STATE_UNDECIDED: the same limit", [{ state: lines }, line(200_000)], [{ state: { ...lines, title: "Lines" } }, line(200_000)]],
  [
    "STATE_END_CHANGED: the terminal events in another order",
    [{ manifest: { ...stateProtocol.manifest, terminal: ["over", "more"] } }, more],
    [{ manifest: { ...stateProtocol.manifest, terminal: ["more", "over"] } }, more],
  ],
  [
    "STATE_ADDED: a protocol without a state gets an event",
    [{ manifest: stateless, job: plainJob, over: eventSchema("over") }],
    [{ manifest: stateless, job: plainJob, over: eventSchema("over") }, { "server/more.json": eventSchema("more") }],
  ],
  [
    "STATE_REMOVED: the schema of the state is in another file",
    [{}],
    [{ manifest: { ...stateProtocol.manifest, state: "state/board.json" } }, { "state/board.json": stateProtocol.state }],
  ],
  [
    "STATE_INCOMPATIBLE: the object still declares a property",
    [{ state: withProperties({ extra: { type: "object", properties: { note: { type: "string" } } } }) }],
    [{ state: withProperties({ extra: { type: "object", properties: { more: { type: "string" } } } }) }],
  ],
];

describe("a change that looks like one of these and is harmless gives no finding", () => {
  test.each(nearMisses.map(([title, before, after, found = []]) => ({ title, before, after, found })))(
    "$title",
    ({ before, after, found }) => {
      expect(placesOf(checked(modelled(...before), modelled(...after)))).toEqual(found);
    },
  );

  test("descriptions, annotations, the order of keys and the place of a definition", () => {
    const state = {
      $defs: {
        one: { properties: { note: { type: "string", examples: ["x"] }, status: { enum: ["off", "on"] } }, type: "object", title: "A job" },
      },
      description: "The jobs on the board.",
      required: ["count", "jobs"],
      properties: {
        over: { type: "boolean", description: "True in the end." },
        count: properties["count"],
        jobs: { additionalProperties: { $ref: "#/$defs/one" }, type: "object" },
      },
      type: "object",
    };
    const job = { "x-state": { pick: ["note", "status"], op: "merge", at: "/jobs/{job_id}" }, ...stateProtocol.job, description: "A job." };
    expect(checked(modelled(), modelled({ state, job }))).toMatchObject({ findings: [], asked: 0 });
  });
});

describe("each rule about the state is whole", () => {
  const near = new Set(nearMisses.map(([title]) => title.split(":")[0]));

  test.each(Object.entries(stateRules))(
    "%s has a change that it finds, a near miss, and a page that names the way out",
    (rule, { instead }) => {
      expect(cases.map(([id]) => id)).toContain(rule);
      expect([...near]).toContain(rule);
      expect(verdictRuleNamed(rule)?.explanation).toContain(instead);
    },
  );
});

test("a new optional place of the state is a minor step; a gated finding is a major step", () => {
  expect(checked(modelled(), modelled({ state: notes })).version).toMatchObject({ protocol: "minor", suggested: "1.1.0" });
  expect(checked(modelled(), modelled({ job: onlyStatus })).version).toMatchObject({ protocol: "major", suggested: "2.0.0" });
});

test("the finding shows the events, and the values of both versions", () => {
  const [finding] = checked(modelled(), modelled({ job: onlyStatus })).findings;
  expect(finding?.divergence).toEqual({
    events: [{ message: { type: "job", job_id: "a", status: "on", note: expect.any(String) }, times: 1 }],
    path: "/jobs/a/note",
    before: expect.any(String),
  });
});

test("the finding of an event names its further places", () => {
  const steps = [merge("status"), set("/count", 9)];
  const [finding] = checked(modelled(), modelled({ job: step(stateProtocol.job, steps) })).findings;
  expect(finding).toMatchObject({
    event: "job",
    place: { file: "server/job.json", pointer: "/x-state/0" },
    related: [{ message: "server/job.json#/x-state/1" }],
  });
});

describe("a finding depends on which versions meet", () => {
  test.each<
    readonly [title: string, settings: Partial<CheckRequest> & { readonly roles?: readonly BaselineRole[] }, found: readonly string[]]
  >([
    ["client-first", { deploy: "client-first" }, ["breaking STATE_EVENT_REMOVED", "warning STATE_PLACE_SILENT"]],
    ["rolling", { deploy: "rolling" }, ["breaking STATE_EVENT_REMOVED", "breaking STATE_PLACE_SILENT"]],
    ["without a durable log", { storage: "memory" }, ["breaking STATE_PLACE_SILENT", "warning STATE_EVENT_REMOVED"]],
    ["retained", { roles: ["retained"] }, ["breaking STATE_EVENT_REMOVED"]],
    ["retained, without a durable log", { roles: ["retained"], storage: "memory" }, []],
  ])("%s", (_title, settings, found) => {
    const places = placesOf(checked(modelled({}, more), modelled(), settings)).map((text) => text.replace(/ \S+$/, ""));
    expect(places).toEqual(found);
  });

  test("clients are deployed first: an older server reads a state of a newer one only after a roll-back", () => {
    const today = modelled({ state: enumOf("on", "off", "idle") });
    expect(placesOf(checked(modelled(), today, { deploy: "client-first" }))[0]).toMatch(/^warning STATE_ENUM_VALUE_ADDED/);
    expect(placesOf(checked(modelled(), today, { deploy: "client-first", rollback: "gated" }))[0]).toMatch(
      /^breaking STATE_ENUM_VALUE_ADDED/,
    );
  });
});

test("a definition that is written in its place is no change", () => {
  const inner = { type: "object", properties: { status: { enum: ["on", "off"] }, note: { type: "string" } } };
  const both = (schema: object): object => ({ ...board, $defs: { job: inner }, properties: { ...properties, last: schema } });
  const [before, today] = [modelled({ state: both({ $ref: "#/$defs/job" }) }), modelled({ state: both(inner) })];
  expect(checked(before, today).findings).toEqual([]);
});

test("a fingerprint is of one difference: it stays when lines and files move, and no later difference at its place has it", () => {
  const fingerprintOf = (before: ProtocolModel, today: ProtocolModel): string | undefined =>
    checked(before, today).findings[0]?.fingerprint;
  const own = fingerprintOf(modelled(), modelled({ job: onlyStatus }));
  const moved = modelled(
    { manifest: { ...stateProtocol.manifest, server: ["moved.json", "server/over.json"] } },
    { "moved.json": { description: "Moved.", ...onlyStatus } },
  );
  expect(fingerprintOf(modelled(), moved)).toBe(own);
  expect(fingerprintOf(modelled(), modelled({ job: step(stateProtocol.job, merge("note")) }))).not.toBe(own);
});

describe("the matrix", () => {
  const versionsOf = (today: ProtocolModel) => [
    { labels: ["v1"], model: modelled() },
    { labels: ["today"], model: today },
  ];

  test("refuses what is not waived, and warns about what is waived", () => {
    const verdicts = (isWaived: boolean): string[] =>
      supportMatrix(versionsOf(modelled({ job: onlyStatus })), subsetQuestions(), () => isWaived).map(
        ({ server, client, verdict }) => `${server.labels[0]} ${client.labels[0]} ${verdict}`,
      );
    expect(verdicts(false)).toEqual(["v1 v1 accept", "today v1 refuse", "v1 today refuse", "today today accept"]);
    expect(verdicts(true)).toEqual(["v1 v1 accept", "today v1 warn", "v1 today warn", "today today accept"]);
  });

  test.each<readonly [string, Partial<StateProtocol>, object]>([
    ["changed steps", { job: onlyStatus }, { asServer: "refuse", asClient: "refuse", stored: "unproved" }],
    ["a new optional place", { state: notes }, { asServer: "accept", asClient: "accept", stored: "use" }],
    ["a new value of the state", { state: enumOf("on", "off", "idle") }, { asServer: "accept", asClient: "refuse", stored: "use" }],
  ])("says whether a stored state may be used: %s", (_title, parts, row) => {
    const versions = versionsOf(modelled(parts));
    expect(
      supportTable(
        versions,
        supportMatrix(versions, subsetQuestions(), () => false),
      ).peers,
    ).toMatchObject([row]);
  });
});
