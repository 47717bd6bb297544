import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { CheckReport } from "../../../generator/check/report-schema.js";
import { writeFolder } from "../../helpers/protocol-folder.js";
import { git, repository } from "../../helpers/repository.js";
import { runCli } from "../../helpers/run-cli.js";
import { stateFiles, stateProtocol } from "../../helpers/state-protocol.js";
import type { StateProtocol } from "../../helpers/state-protocol.js";

/** Makes a repository with a release `v1.0.0` of a protocol that keeps a state, and a change that is not committed. */
function released(change: Partial<StateProtocol>, before: Partial<StateProtocol> = {}): string {
  const folder = repository(stateFiles(before, "schema/"));
  git(folder, "tag", "v1.0.0");
  writeFolder(folder, stateFiles({ ...before, ...change }, "schema/"));
  return folder;
}

type Reported = CheckReport["protocols"][number]["findings"][number];

function findingsOf(folder: string): readonly Reported[] {
  const report = JSON.parse(runCli(folder, "check", "--format", "json").stdout) as CheckReport;
  return report.protocols.flatMap(({ findings }) => findings);
}

const onlyStatus = { ...stateProtocol.job, "x-state": { op: "merge", at: "/jobs/{job_id}", pick: ["status"] } };
const { properties, ...board } = stateProtocol.state as { readonly properties: { readonly [name: string]: object } };
const withIdle = {
  ...board,
  properties,
  $defs: { job: { type: "object", properties: { status: { enum: ["on", "off", "idle"] }, note: { type: "string" } } } },
};

describe("dagwire check: a changed state", () => {
  test("1: the finding names the place of the step, and shows the events and both values", () => {
    const { code, stdout, stderr } = runCli(released({ job: onlyStatus }), "check");
    expect(stdout).toMatch(
      /^schema\/server\/job\.json:\d+:\d+ breaking STATE_STEPS_CHANGED: server event "job" changes the state in another way than before\. /m,
    );
    expect(stdout).toMatch(
      /^ {4}after {2}\{"type":"job","job_id":"a","status":"on","note":"\w+"\}\n {4}at \/jobs\/a\/note {3}before: "\w+" {3}now: absent$/m,
    );
    expect(stdout).toMatch(/^schema\/protocol\.json:3:14 warning PROTOCOL_VERSION_TOO_LOW: .* Set "version" to 2\.0\.0 or higher\.$/m);
    expect(stderr).toContain("test 1.0.0 against git:v1.0.0 (1.0.0): breaking (1 breaking, ");
    expect(code).toBe(1);
  });

  test("0: descriptions, the order of keys and the place of a definition are no change", () => {
    const state = {
      $defs: { one: { properties: { note: { type: "string" }, status: { enum: ["off", "on"] } }, type: "object", description: "A job." } },
      description: "The jobs on the board.",
      required: ["count", "jobs"],
      properties: { ...properties, jobs: { additionalProperties: { $ref: "#/$defs/one" }, type: "object" } },
      type: "object",
    };
    const folder = released({ state });
    expect(runCli(folder, "check")).toMatchObject({ code: 0, stdout: "" });
  });

  test("a waiver excuses this change, but no later one at the same place", () => {
    const folder = released({ job: onlyStatus, state: withIdle });
    const fingerprints = findingsOf(folder).map(({ fingerprint }) => fingerprint);
    expect(new Set(fingerprints).size).toBe(2);
    const waive = (list: readonly string[]): void =>
      writeFolder(folder, {
        "dagwire.config.json": {
          protocols: [{ schema: "schema/protocol.json", out: "generated" }],
          check: { waivers: list.map((fingerprint) => ({ fingerprint, reason: "No peer of 1.x is left." })) },
        },
      });
    waive(fingerprints.slice(0, 1));
    expect(runCli(folder, "check").code).toBe(1);
    waive(fingerprints);
    expect(runCli(folder, "check")).toMatchObject({ code: 0, stdout: expect.stringContaining("waived: No peer of 1.x is left.") });
    writeFolder(folder, {
      "schema/server/job.json": { ...stateProtocol.job, "x-state": { op: "merge", at: "/jobs/{job_id}", pick: ["note"] } },
    });
    expect(runCli(folder, "check").code).toBe(1);
  });

  test("the config says whether servers keep states, and whether a roll-back is gated", () => {
    const folder = released({ state: withIdle });
    const check = (settings: object): number | null => {
      writeFolder(folder, {
        "dagwire.config.json": {
          protocols: [{ schema: "schema/protocol.json", out: "generated" }],
          check: { deploy: "client-first", ...settings },
        },
      });
      return runCli(folder, "check").code;
    };
    expect([check({}), check({ rollback: "gated" }), check({ rollback: "gated", storage: "memory" })]).toEqual([0, 1, 0]);
  });

  test("the matrix refuses a change without a waiver", () => {
    const folder = released({ job: onlyStatus });
    const { code, stdout } = runCli(folder, "check", "--matrix");
    expect(code).toBe(0);
    expect(stdout).toContain(
      'refuse server 1.0.0 today with client 1.0.0 git:v1.0.0: server event "job" changes the state in another way than before.',
    );
    const table = JSON.parse(readFileSync(join(folder, "schema/protocol.support.json"), "utf8")) as object;
    expect(table).toMatchObject({ peers: [{ asServer: "refuse", asClient: "refuse", stored: "unproved" }] });
    expect(runCli(folder, "generate").code).toBe(0);
    expect(readFileSync(join(folder, "generated/entry.ts"), "utf8")).toMatch(
      /"sha256:[0-9a-f]{64}\.[0-9a-f]{32}": \{ version: "1\.0\.0", .*, stored: "unproved" \}/,
    );
  });

  test.each([
    ["STATE_STEPS_CHANGED", "An event changes the state in another way than before."],
    ["STATE_ENUM_VALUE_ADDED", "A server built before this change does the same after a roll-back."],
  ])("`dagwire explain %s` prints the rule", (id, words) => {
    expect(runCli(released({}), "explain", id)).toMatchObject({ code: 0, stdout: expect.stringContaining(words) });
  });
});
