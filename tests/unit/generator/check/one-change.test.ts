import { describe, expect, test } from "vitest";
import type { DeployOrder } from "../../../../generator/config/config-schema.js";
import type { BaselineModel } from "../../../../generator/check/gate.js";
import { checkProtocol } from "../../../../generator/check/check-protocol.js";
import { breakDetails } from "../../../../generator/check/formats/break-details.js";
import { groupFindings } from "../../../../generator/check/finding.js";
import type { WireFinding } from "../../../../generator/check/finding.js";
import { subsetQuestions } from "../../../../generator/check/provers.js";
import { supportMatrix } from "../../../../generator/check/support-matrix.js";
import { applyWaivers } from "../../../../generator/check/waivers.js";
import type { ProtocolModel } from "../../../../generator/model/protocol.js";
import { modelOf } from "../../../helpers/model-of.js";
import { eventSchema, manifest } from "../../../helpers/protocol-folder.js";

type Properties = Readonly<Record<string, object>>;
type Version = { readonly properties: Properties; readonly readers?: object; readonly more?: object };

function model({ properties, readers = {}, more = {} }: Version): ProtocolModel {
  const { model: made, text: faults } = modelOf({
    "protocol.json": manifest({ server: ["state.json"], readers }),
    "state.json": { ...eventSchema("state", properties), ...more },
  });
  if (made === undefined) throw new Error(faults);
  return made;
}

const questions = subsetQuestions();

/** Returns the findings that break an earlier client after the change of the event. */
function findings(before: Version, today: Version, deploy: DeployOrder = "server-first"): readonly WireFinding[] {
  const baseline: BaselineModel = { label: "before", roles: ["deployed"], model: model(before) };
  const check = checkProtocol({ today: model(today), baselines: [baseline], deploy, questions });
  return check.findings.filter(({ severity }) => severity !== "warning");
}

/** Returns the findings that remain after some of them are waived. */
function open(found: readonly WireFinding[], waived: readonly WireFinding[]): readonly WireFinding[] {
  const waivers = waived.map(({ fingerprint }) => ({ fingerprint, reason: "known" }));
  return applyWaivers(found, waivers, "2026-01-01").findings.filter((finding) => finding.waived === undefined);
}

const rulesOf = (found: readonly WireFinding[]): string[] => found.map(({ severity, rule, path }) => `${severity} ${rule} ${path}`);

const fingerprints = (found: readonly WireFinding[]): string[] => found.map(({ fingerprint }) => fingerprint);

const status = (...values: readonly string[]): object => ({ enum: values });
const text = { type: "string" };
const object = (properties: object, ...required: readonly string[]): object => ({ type: "object", properties, required });

describe("a waiver covers one change", () => {
  test.each<[string, Properties, Properties, Properties, string]>([
    [
      "a second value of the same enumeration",
      { status: status("on") },
      { status: status("on", "idle") },
      { status: status("on", "idle", "broken") },
      "breaking SERVER_ENUM_VALUE_ADDED /status",
    ],
    [
      "another value instead of the waived one",
      { status: status("on") },
      { status: status("on", "idle") },
      { status: status("on", "broken") },
      "breaking SERVER_ENUM_VALUE_ADDED /status",
    ],
    [
      "a second bound of the same field",
      { name: { ...text, minLength: 2, maxLength: 5 } },
      { name: { ...text, minLength: 1, maxLength: 5 } },
      { name: { ...text, minLength: 1, maxLength: 9 } },
      "breaking SERVER_BOUND_LOOSENED /name",
    ],
    [
      "a second branch of the same union",
      { part: { oneOf: [eventSchema("a")] } },
      { part: { oneOf: [eventSchema("a"), eventSchema("b", { x: text }, ["x"])] } },
      { part: { oneOf: [eventSchema("a"), eventSchema("b", { x: text }, ["x"]), eventSchema("c", { x: text }, ["x"])] } },
      "breaking SERVER_UNION_BRANCH_ADDED /part",
    ],
    [
      "a field inside a branch, beside a new branch",
      { part: { oneOf: [eventSchema("a", { x: text }, ["x"]), eventSchema("b")] } },
      { part: { oneOf: [eventSchema("a", { x: text }, ["x"]), eventSchema("b"), eventSchema("c")] } },
      { part: { oneOf: [eventSchema("a", { x: text }), eventSchema("b"), eventSchema("c")] } },
      "breaking SERVER_FIELD_BECAME_OPTIONAL /part/x",
    ],
    [
      "a break beside an undecided change",
      { id: { ...text, pattern: "^(a)\\1(b)$" }, status: status("on") },
      { id: { ...text, pattern: "^(a)\\1(b+)$" }, status: status("on") },
      { id: { ...text, pattern: "^(a)\\1(b+)$" }, status: status("on", "off") },
      "breaking SERVER_ENUM_VALUE_ADDED /status",
    ],
    [
      "a second undecided change",
      { id: { ...text, pattern: "^(a)\\1(b)$" }, other: { ...text, pattern: "^(a)\\1(b)$" } },
      { id: { ...text, pattern: "^(a)\\1(b+)$" }, other: { ...text, pattern: "^(a)\\1(b)$" } },
      { id: { ...text, pattern: "^(a)\\1(b+)$" }, other: { ...text, pattern: "^(a)\\1(b+)$" } },
      "unknown SERVER_EVENT_UNDECIDED /other",
    ],
  ])("%s is found although the first is waived", (_title, before, first, second, want) => {
    const found = findings({ properties: before }, { properties: first });
    expect(found).toHaveLength(1);
    expect(open(found, found)).toEqual([]);
    const later = findings({ properties: before }, { properties: second });
    expect(rulesOf(open(later, found))).toEqual([want]);
    expect(open(later, [...found, ...open(later, found)])).toEqual([]);
  });

  test("a change that is proved harmless by itself needs no waiver", () => {
    const before = { properties: { status: status("on", "off"), name: { enum: ["a", "b"], maxLength: 1 } } };
    const today = { properties: { status: status("on", "off", "idle"), name: { enum: ["a", "b"], maxLength: 5 }, more: text } };
    expect(rulesOf(findings(before, today))).toEqual(["breaking SERVER_ENUM_VALUE_ADDED /status"]);
  });

  test("every field that a strict reader does not know is a finding, with a message that contains it", () => {
    const closed = { readers: { server: "strict" }, more: { additionalProperties: false } };
    const found = findings({ properties: { a: text }, ...closed }, { properties: { a: text, b: text, c: text }, ...closed });
    expect(rulesOf(found)).toEqual(["breaking SERVER_FIELD_OPTIONAL_ADDED /b", "breaking SERVER_FIELD_OPTIONAL_ADDED /c"]);
    expect(found.map(({ witness }) => Object.keys(witness?.message ?? {}).toSorted())).toEqual([
      ["b", "type"],
      ["c", "type"],
    ]);
  });

  test("removed fields have one place in the schema, and each is a change of its own", () => {
    const part = (...names: readonly string[]): object => ({
      ...eventSchema("part", Object.fromEntries(names.map((name) => [name, text])), names),
    });
    const found = findings({ properties: { part: part("a", "b") } }, { properties: { part: part() } });
    expect(rulesOf(found)).toEqual(["breaking SERVER_FIELD_REQUIRED_REMOVED /part/a", "breaking SERVER_FIELD_REQUIRED_REMOVED /part/b"]);
    expect(new Set(found.map(({ sharedFingerprint }) => sharedFingerprint)).size).toBe(2);
  });

  test("the matrix refuses a peer if one of two changes is not waived", () => {
    const older = { labels: ["1.0.0"], model: model({ properties: { status: status("on"), size: { type: "integer" } } }) };
    const today = {
      labels: ["today"],
      model: model({ properties: { status: status("on", "idle"), size: { type: ["integer", "string"] } } }),
    };
    const found = checkProtocol({
      today: today.model,
      baselines: [{ label: "before", roles: ["deployed"], model: older.model }],
      deploy: "server-first",
      questions,
    }).findings.map(({ fingerprint }) => fingerprint);
    const verdict = (waived: readonly string[]): unknown =>
      supportMatrix([older, today], questions, (fingerprint) => waived.includes(fingerprint)).find(
        ({ server, client }) => server === today && client === older,
      )?.verdict;
    expect(found).toHaveLength(2);
    expect([verdict([]), verdict(found.slice(0, 1)), verdict(found)]).toEqual(["refuse", "refuse", "warn"]);
  });
});

describe("equal changes of branches", () => {
  const small = { ...text, maxLength: 3 };
  const large = { ...text, maxLength: 9 };
  const forms = (one: object, other: object): Properties => ({
    part: { oneOf: [eventSchema("a", { x: one }), eventSchema("b", { x: other })] },
  });

  test.each<[string, (one: object, other: object) => Properties, string]>([
    ["two branches with a tag", forms, "if /part/type is"],
    [
      "two branches of a union inside a branch",
      (one, other) => ({ outer: { oneOf: [object(forms(one, other)), text] } }),
      "and /outer/part/type is",
    ],
    [
      "an object and the items of a list",
      (one, other) => ({ part: { anyOf: [object({ "0": one }), { prefixItems: [other], type: "array" }] } }),
      "is",
    ],
    [
      "fields with names of two patterns",
      (one, other) => ({ part: { type: "object", patternProperties: { "^a": one, "^b": other } } }),
      "matches ^",
    ],
  ])("an equal change of %s is found although the first is waived", (_title, make, words) => {
    const before = { properties: make(small, small) };
    const [one, other] = [make(large, small), make(small, large)].map((properties) => findings(before, { properties }));
    const both = findings(before, { properties: make(large, large) });
    if (one === undefined || other === undefined) throw new Error("two versions were compared");
    expect([one.length, other.length, both.length]).toEqual([1, 1, 2]);
    expect(fingerprints(open(both, one))).toEqual(fingerprints(other));
    expect(fingerprints(open(both, other))).toEqual(fingerprints(one));
    for (const { message } of both) expect(message).toContain(words);
  });

  test("an equal change of two definitions is found although the first is waived", () => {
    const version = (one: object, other: object): Version => ({
      properties: { part: { anyOf: [{ $ref: "#/$defs/first" }, { $ref: "#/$defs/second" }] } },
      more: { $defs: { first: object({ a: text, x: one }, "a"), second: object({ b: text, x: other }, "b") } },
    });
    const one = findings(version(small, small), version(large, small));
    const both = findings(version(small, small), version(large, large));
    expect([one.length, both.length]).toEqual([1, 2]);
    expect(open(both, one).map(({ message }) => message)).toEqual([expect.stringContaining(' if "part" is of the form "second".')]);
  });

  const [a, b] = [eventSchema("a", { x: large }), eventSchema("b", { x: small })];
  test.each<[string, readonly object[]]>([
    ["the branches have another order", [b, a]],
    ["a branch is new", [eventSchema("c"), a, b]],
    ["a branch is gone", [a]],
    ["another branch has the same change", [eventSchema("b", { x: large }), a]],
    ["the branch has one more constant", [eventSchema("a", { x: large, about: { const: "a" } }, ["about"]), b]],
    ["the branch has one more tag", [object({ type: { enum: ["a", "d"] }, x: large }, "type"), b]],
  ])("the change of a branch keeps its fingerprint if %s", (_title, oneOf) => {
    const before = { properties: forms(small, small) };
    const alone = fingerprints(findings(before, { properties: forms(large, small) }, "rolling"));
    expect(alone).toHaveLength(1);
    expect(fingerprints(findings(before, { properties: { part: { oneOf } } }, "rolling"))).toEqual(expect.arrayContaining(alone));
  });

  test("a definition that two branches share is one change, and a branch that the change does not break is no finding", () => {
    const version = (...values: readonly string[]): Version => ({
      properties: {
        part: {
          oneOf: [
            ...["a", "b"].map((tag) => eventSchema(tag, { x: { $ref: "#/$defs/status" } })),
            eventSchema("c", { x: { $ref: "#/$defs/status", maxLength: 3 } }),
          ],
        },
      },
      more: { $defs: { status: status(...values) } },
    });
    const found = findings(version("on"), version("on", "idle"));
    expect(found.map(({ message }) => / if (.+?)\./.exec(message)?.[1])).toEqual(['/part/type is "a"', '/part/type is "b"']);
    expect(new Set(found.map(({ sharedFingerprint }) => sharedFingerprint)).size).toBe(1);
    const [group, ...others] = groupFindings(found);
    expect([group?.fingerprint, others]).toEqual([found[0]?.sharedFingerprint, []]);
    if (group === undefined) return;
    const { divergence: _none, events, ...shown } = group;
    const lines = breakDetails({ ...shown, file: "", baselines: [], related: [], events: [...events] });
    expect(lines).toContain("the same at 1 more place of this event; the fingerprint stands for all");
  });

  test("a definition that many branches share is one change, although not every branch is named", () => {
    const version = (...values: readonly string[]): Version => ({
      properties: {
        part: { oneOf: Array.from({ length: 40 }, (_, index) => eventSchema(`tag ${index}`, { x: { $ref: "#/$defs/status" } })) },
      },
      more: { $defs: { status: status(...values) } },
    });
    const found = findings(version("on"), version("on", "idle"));
    expect(new Set(rulesOf(found))).toEqual(new Set(["breaking SERVER_ENUM_VALUE_ADDED /part/x"]));
    expect(groupFindings(found)).toHaveLength(1);
  });

  test("an undecided change of one branch has a fingerprint of its own", () => {
    const [old, today] = [
      { ...text, pattern: "^(a)\\1(b)$" },
      { ...text, pattern: "^(a)\\1(b+)$" },
    ];
    const found = findings({ properties: forms(old, old) }, { properties: forms(today, today) });
    expect(rulesOf(found)).toEqual(["unknown SERVER_EVENT_UNDECIDED /part/x", "unknown SERVER_EVENT_UNDECIDED /part/x"]);
    expect(new Set(fingerprints(found)).size).toBe(2);
  });
});

describe("a change inside a schema that contains itself", () => {
  const nested = (field: object, other: object = text): Version => ({
    properties: { tree: { $ref: "#/$defs/tree" } },
    more: {
      $defs: {
        tree: object({ part: { $ref: "#/$defs/part" }, inner: { type: "array", items: { $ref: "#/$defs/tree" } } }),
        part: object({ x: field, y: other }),
      },
    },
  });

  test("is one finding, and one waiver excuses it at every depth", () => {
    const found = findings(nested(status("on")), nested(status("on", "idle")));
    expect(rulesOf(found)).toEqual(["breaking SERVER_ENUM_VALUE_ADDED /tree/part/x"]);
    expect(open(found, found)).toEqual([]);
  });

  test("names no harmless change beside it", () => {
    const short = (maxLength: number): object => ({ enum: ["a", "b"], maxLength });
    const found = findings(nested(status("on"), short(1)), nested(status("on", "idle"), short(5)));
    expect(rulesOf(found)).toEqual(["breaking SERVER_ENUM_VALUE_ADDED /tree/part/x"]);
  });
});

test("a changed branch that is a union itself is compared, although it has no tag, no name and no field", () => {
  const version = (...values: readonly string[]): Version => ({
    properties: {
      part: {
        anyOf: [
          object({ role: text, type: { const: "a" } }, "role"),
          { type: "object", title: "Item", oneOf: [eventSchema("a", { x: status(...values) }), eventSchema("b", { y: text })] },
        ],
      },
    },
  });
  expect(rulesOf(findings(version("on"), version("on", "idle")))).toEqual(["breaking SERVER_ENUM_VALUE_ADDED /part/x"]);
});

describe("an optional field that an object with other fields now declares", () => {
  const change = (others: object | boolean, field: object): string[] =>
    rulesOf(
      findings(
        { properties: {}, more: { additionalProperties: others } },
        { properties: { note: field }, more: { additionalProperties: others } },
        "rolling",
      ),
    );

  test("breaks if older senders may give it another type", () => {
    expect(change(true, text)).toEqual(["breaking SERVER_FIELD_OPTIONAL_DECLARED /note"]);
    expect(change({ type: ["string", "number"] }, text)).toEqual(["breaking SERVER_FIELD_OPTIONAL_DECLARED /note"]);
  });

  test("breaks nobody if every other field has its type", () => {
    expect(change(true, {})).toEqual([]);
    expect(change(text, text)).toEqual([]);
  });
});
