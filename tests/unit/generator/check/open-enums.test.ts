import { expect, test } from "vitest";
import type { BaselineModel } from "../../../../generator/check/gate.js";
import { checkProtocol } from "../../../../generator/check/check-protocol.js";
import type { ProtocolCheck } from "../../../../generator/check/check-protocol.js";
import type { ProtocolModel } from "../../../../generator/model/protocol.js";
import { modelOf } from "../../../helpers/model-of.js";
import { eventSchema, manifest } from "../../../helpers/protocol-folder.js";

const wide = { type: "string", maxLength: 64 };
const closed = (...values: readonly string[]): object => ({ enum: values });
const open = (...values: readonly string[]): object => ({ "x-open": true, anyOf: [{ enum: values }, wide] });
const suggested = (...values: readonly string[]): object => ({ anyOf: [{ enum: values }, wide] });

function model(status: { readonly $defs?: object }): ProtocolModel {
  const { $defs, ...property } = status;
  const { model: made, text } = modelOf({
    "protocol.json": manifest({ server: ["state.json"] }),
    "state.json": { ...eventSchema("state", { status: property }, ["status"]), ...($defs !== undefined && { $defs }) },
  });
  if (made === undefined) throw new Error(text);
  return made;
}

function check(before: object, today: object): ProtocolCheck {
  const baseline: BaselineModel = { label: "before", roles: ["deployed"], model: model(before) };
  return checkProtocol({ today: model(today), baselines: [baseline], deploy: "rolling" });
}

const rules = (checked: ProtocolCheck): string[] => checked.findings.map(({ severity, rule }) => `${severity} ${rule}`);

test.each<[string, object, object, readonly string[], { consumer: number; producer: number }]>([
  ["opening an enum breaks exhaustive reads once, and no peer", closed("a"), open("a"), [], { consumer: 1, producer: 0 }],
  ["a value added to an open enum breaks nobody", open("a"), open("a", "b"), [], { consumer: 0, producer: 0 }],
  ["a value taken from an open enum breaks only code that names it", open("a", "b"), open("a"), [], { consumer: 0, producer: 1 }],
  ["closing an enum breaks nobody", open("a", "b"), closed("a", "b"), [], { consumer: 0, producer: 0 }],
  [
    "both at once break clients that know only the closed list",
    closed("a"),
    open("a", "b"),
    ["breaking SERVER_ENUM_VALUE_ADDED"],
    { consumer: 2, producer: 0 },
  ],
  ["a suggested value more breaks nobody", suggested("a"), suggested("a", "b"), [], { consumer: 0, producer: 0 }],
  [
    "suggestions after an open enum break nobody, because its readers accept any string",
    open("a"),
    suggested("a"),
    [],
    { consumer: 1, producer: 0 },
  ],
])("%s", (_name, before, today, want, source) => {
  const checked = check(before, today);
  expect(rules(checked)).toEqual(want);
  expect({ consumer: checked.source.consumer.length, producer: checked.source.producer.length }).toEqual(source);
});

test.each<[string, object, object, string]>([
  ["a value added to an open enum", open("a"), open("a", "b"), "minor minor"],
  ["a value taken from an open enum", open("a", "b"), open("a"), "minor major"],
  ["an opened enum", closed("a"), open("a"), "minor major"],
  ["the same values in another order", open("a", "b"), open("b", "a"), "none none"],
])("the versions after %s", (_name, before, today, want) => {
  const { version } = check(before, today);
  expect(`${version?.protocol} ${version?.package}`).toBe(want);
});

test("a finding on a value of a closed enum names the way out", () => {
  const [finding] = check(closed("a"), open("a", "b")).findings;
  expect(finding?.hint).toContain("Open the enumeration now (`x-open`), and add the value in the next release.");
});

test("a value that a named open enum has gained is reported for tables by listed value", () => {
  const named = (values: object): object => ({ $ref: "#/$defs/status", $defs: { status: values } });
  const grown = (before: object, today: object): readonly string[] => check(named(before), named(today)).source.grown;
  expect(grown(open("a"), open("a", "b", "c"))).toEqual(['type Status now also lists "b", "c".']);
  expect(grown(open("a", "b"), open("a"))).toEqual([]);
  expect(grown(closed("a"), open("a", "b"))).toEqual([]);
});

test("the report names an open enum that was closed, and the export that is gone", () => {
  const named = (values: object): object => ({ $ref: "#/$defs/status", $defs: { status: values } });
  const source = (before: object, today: object): ProtocolCheck["source"] => check(named(before), named(today)).source;
  const told = [
    "type Status is no longer open: no value is an OtherValue any more, and a later version cannot add a value without a break.",
  ];
  expect(source(open("a", "b"), closed("a", "b"))).toMatchObject({ closed: told, imports: ["KnownStatus"], breaks: true });
  expect(source(open("a"), suggested("a"))).toMatchObject({ closed: told, imports: ["KnownStatus"] });
  expect(source(open("a"), open("a", "b"))).toMatchObject({ closed: [], imports: [] });
  expect(source(closed("a"), open("a"))).toMatchObject({ closed: [], imports: [] });
});
