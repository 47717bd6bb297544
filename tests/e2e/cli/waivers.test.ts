import { describe, expect, test } from "vitest";
import type { CheckReport, ReportedBreak } from "../../../generator/check/report-schema.js";
import { eventSchema, manifest, writeFolder } from "../../helpers/protocol-folder.js";
import type { FolderContents } from "../../helpers/protocol-folder.js";
import { git, repository } from "../../helpers/repository.js";
import { runCli } from "../../helpers/run-cli.js";

type Properties = Readonly<Record<string, object>>;

const stateOf = (properties: Properties): FolderContents => ({ "schema/server/state.json": eventSchema("state", properties) });

/** Makes a release of a protocol with an event of these properties. */
function released(properties: Properties): string {
  const folder = repository({ "schema/protocol.json": manifest({ server: ["server/*.json"] }), ...stateOf(properties) });
  git(folder, "tag", "v1.0.0");
  return folder;
}

/** Changes the properties of the event and returns the findings of the check. */
function findings(folder: string, properties: Properties): readonly ReportedBreak[] {
  writeFolder(folder, stateOf(properties));
  const report = JSON.parse(runCli(folder, "check", "--format", "json").stdout) as CheckReport;
  return report.protocols.flatMap((protocol) => protocol.findings).filter(({ severity }) => severity !== "warning");
}

function waive(folder: string, found: readonly ReportedBreak[]): void {
  const waivers = found.map(({ fingerprint }) => ({ fingerprint, reason: "known" }));
  writeFolder(folder, { "dagwire.config.json": { protocols: [{ schema: "schema/protocol.json", out: "generated" }], check: { waivers } } });
}

const rulesOf = (found: readonly ReportedBreak[]): string[] =>
  found.map(({ severity, rule, path, waived }) => `${waived === undefined ? severity : "waived"} ${rule} ${path}`);

const status = (...values: readonly string[]): object => ({ enum: values });

describe("a waiver excuses one change", () => {
  test("of two fields of an event: each is a finding, and the event passes when both are waived", () => {
    const folder = released({ status: status("on", "off"), size: { type: "integer" } });
    const broken = { status: status("on", "off", "idle"), size: { type: ["integer", "string"] } };
    const found = findings(folder, broken);
    expect(rulesOf(found).toSorted()).toEqual(["breaking SERVER_ENUM_VALUE_ADDED /status", "breaking SERVER_TYPE_WIDENED /size"]);
    expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(2);
    for (const { path, witness } of found) expect(witness?.path).toBe(path);
    waive(folder, found.slice(0, 1));
    expect(runCli(folder, "check").code).toBe(1);
    waive(folder, found);
    expect(runCli(folder, "check")).toMatchObject({ code: 0, stderr: expect.stringContaining("compatible (2 waived") });
  });
});
