import { describe, expect, test } from "vitest";
import { checkProtocol } from "../../../../generator/check/check-protocol.js";
import type { BaselineModel } from "../../../../generator/check/gate.js";
import { identityFindings } from "../../../../generator/check/identity.js";
import { subsetQuestions } from "../../../../generator/check/provers.js";
import { supportMatrix } from "../../../../generator/check/support-matrix.js";
import type { ProtocolModel } from "../../../../generator/model/protocol.js";
import { judgeProtocol } from "../../../../runtime/core/base/compatibility.js";
import { modelOf } from "../../../helpers/model-of.js";
import { eventSchema, manifest } from "../../../helpers/protocol-folder.js";

const questions = subsetQuestions();
const text = { type: "string" };

function model(parts: object, properties: object = {}): ProtocolModel {
  const { model: made, text: faults } = modelOf({
    "protocol.json": manifest({ server: ["a.json"], ...parts }),
    "a.json": eventSchema("a", properties),
  });
  if (made === undefined) throw new Error(faults);
  return made;
}

function found(before: ProtocolModel, today: ProtocolModel, roles: BaselineModel["roles"] = ["deployed"]): string[] {
  const baselines = [{ label: "before", roles, model: before }];
  const { version } = checkProtocol({ today, baselines, deploy: "rolling", questions });
  return identityFindings(today, baselines, version).map(({ rule, severity = "error", hint }) => `${severity} ${rule}: ${hint}`);
}

/** The parts of a version's manifest, and the fields of its event. */
type Version = readonly [parts: object, properties?: object];

const earlier: Version = [{ version: "1.4.0" }];

const cases: readonly (readonly [string, Version, readonly string[]])[] = [
  ["nothing", earlier, []],
  ["a minor step", [{ version: "1.5.0" }, { x: text }], []],
  ["a major step and equal messages", [{ version: "2.0.0" }], []],
  [
    "a major step that no change needs",
    [{ version: "2.0.0" }, { x: text }],
    ['error PROTOCOL_MAJOR_CHANGED: Set "version" to 1.4.1, or update all servers and clients at once.'],
  ],
  ["a lower major version", [{ version: "0.9.0" }, { x: text }], ["error PROTOCOL_MAJOR_CHANGED: "]],
  [
    "another name",
    [{ name: "other", version: "1.4.0" }],
    ['error PROTOCOL_NAME_CHANGED: Write "name": "test". If this is another protocol, compare it with a version of its own.'],
  ],
  ["another name, major version and event", [{ name: "other", version: "2.0.0" }, { x: text }], ["error PROTOCOL_NAME_CHANGED: "]],
];

describe("two versions refuse each other by name or version exactly if a finding says so", () => {
  test.each(cases)("after %s", (_title, version, want) => {
    const [before, today] = [model(...earlier), model(...version)];
    const peers = [judgeProtocol(today, before, "asClient"), judgeProtocol(before, today, "asServer")];
    expect(peers.map((verdict) => verdict === "refuse")).toEqual([want.length > 0, want.length > 0]);
    expect(found(before, today)).toEqual(want.map((start) => expect.stringContaining(start)));
    expect(found(before, today, ["retained"])).toEqual([]);
  });

  test("a major step that a change needs is a warning", () => {
    const today = model({ version: "2.0.0" }, { x: { enum: ["a", "b"] } });
    expect(found(model({ version: "1.0.0" }, { x: { enum: ["a"] } }), today)).toEqual([
      "warning PROTOCOL_MAJOR_CHANGED: Update all servers and clients at once.",
    ]);
  });
});

test("the support matrix refuses a version with another name", () => {
  const versions = [model(...earlier), model({ name: "other" }, { x: text })].map((one) => ({ labels: [one.version], model: one }));
  const cells = supportMatrix(versions, questions, () => false);
  expect(cells.map(({ verdict }) => verdict)).toEqual(["accept", "refuse", "refuse", "accept"]);
});
