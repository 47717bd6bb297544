import { expect, test } from "vitest";
import { checkProtocol } from "../../../../generator/check/check-protocol.js";
import type { ProtocolModel } from "../../../../generator/model/protocol.js";
import { modelOf } from "../../../helpers/model-of.js";
import { eventSchema, manifest } from "../../../helpers/protocol-folder.js";
import { isLower, nextVersion, suggestBumps } from "../../../../generator/check/versions.js";

test.each([
  ["nothing", {}, "none none"],
  ["different names in the code only", { breaksSource: true }, "none major"],
  ["fewer values are sent", { oldInNew: false }, "patch patch"],
  ["more values are sent, and read", { newInOld: false }, "minor minor"],
  ["more values are sent, and code has to change", { newInOld: false, breaksSource: true }, "minor major"],
  ["a break", { breaksWire: true, newInOld: false, oldInNew: false }, "major major"],
])("%s: %j → %s", (_name, facts, want) => {
  const { protocol, package: ofPackage } = suggestBumps({
    breaksWire: false,
    breaksSource: false,
    newInOld: true,
    oldInNew: true,
    ...facts,
  });
  expect(`${protocol} ${ofPackage}`).toBe(want);
});

test.each([
  ["1.2.3", "none", "1.2.3"],
  ["1.2.3", "patch", "1.2.4"],
  ["1.2.3", "minor", "1.3.0"],
  ["1.2.3", "major", "2.0.0"],
  ["0.2.3", "major", "0.3.0"],
  ["0.2.3", "minor", "0.2.4"],
  ["2.0.0-rc.1", "major", "2.0.0"],
  ["2.1.0-rc.1", "minor", "2.1.0"],
  ["2.1.1-rc.1", "patch", "2.1.1"],
  ["2.1.1-rc.1", "major", "3.0.0"],
] as const)("%s by a %s step is %s", (version, bump, want) => {
  expect(nextVersion(version, bump)).toBe(want);
});

test.each([
  ["1.0.0", "1.0.1", true],
  ["1.10.0", "1.9.9", false],
  ["1.0.0", "1.0.0", false],
  ["1.0.0-rc.1", "1.0.0", false],
  ["0.9.0", "1.0.0", true],
])("%s before %s: %s", (version, other, want) => {
  expect(isLower(version, other)).toBe(want);
});

test("a definition that only got another name changes the package, and no message", () => {
  const model = (name: string): ProtocolModel => {
    const { model: made, text } = modelOf({
      "protocol.json": manifest({ server: ["a.json"] }),
      "a.json": { ...eventSchema("a", { x: { $ref: `#/$defs/${name}` } }), $defs: { [name]: { enum: ["p", "q"] } } },
    });
    if (made === undefined) throw new Error(text);
    return made;
  };
  const [before, today] = [model("colour"), model("color")];
  expect(today.digest).toBe(before.digest);
  const check = checkProtocol({ today, baselines: [{ label: "before", roles: ["deployed"], model: before }], deploy: "rolling" });
  expect(check).toMatchObject({
    findings: [],
    asked: 0,
    source: { breaks: true, imports: ["Colour"] },
    version: { protocol: "none", package: "major", suggested: "1.0.0" },
  });
});
