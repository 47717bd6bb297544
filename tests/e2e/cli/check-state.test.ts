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
const withExtra = { ...board, properties: { ...properties, extra: { type: "string" } } };

describe("dagwire check: a changed state", () => {
  test("4: the change is undecided, and the finding names its place", () => {
    const { code, stdout, stderr } = runCli(released({ job: onlyStatus }), "check");
    expect(stdout).toMatch(
      /^schema\/server\/job\.json:\d+:\d+ unknown STATE_CHANGED: the state changed, and no proof exists that peers keep equal states: server event "job" changes the state in another way\. /m,
    );
    expect(stdout).toMatch(/^schema\/protocol\.json:3:14 warning PROTOCOL_VERSION_TOO_LOW: .* Set "version" to 2\.0\.0 or higher\.$/m);
    expect(stderr).toContain("test 1.0.0 against git:v1.0.0 (1.0.0): unknown (1 unknown, ");
    expect(code).toBe(4);
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
    const folder = released({ job: onlyStatus, state: withExtra });
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
    expect(runCli(folder, "check").code).toBe(4);
    waive(fingerprints);
    expect(runCli(folder, "check")).toMatchObject({ code: 0, stdout: expect.stringContaining("waived: No peer of 1.x is left.") });
    writeFolder(folder, {
      "schema/server/job.json": { ...stateProtocol.job, "x-state": { op: "merge", at: "/jobs/{job_id}", pick: ["note"] } },
    });
    expect(runCli(folder, "check").code).toBe(4);
  });

  test("the matrix refuses a change without a waiver", () => {
    const folder = released({ job: onlyStatus });
    const { code, stdout } = runCli(folder, "check", "--matrix");
    expect(code).toBe(0);
    expect(stdout).toContain("refuse server 1.0.0 today with client 1.0.0 git:v1.0.0: the state changed");
    const table = JSON.parse(readFileSync(join(folder, "schema/protocol.support.json"), "utf8")) as object;
    expect(table).toMatchObject({ peers: [{ asServer: "refuse", asClient: "refuse" }] });
    expect(runCli(folder, "generate").code).toBe(0);
    expect(readFileSync(join(folder, "generated/entry.ts"), "utf8")).toMatch(/"sha256:[0-9a-f]{64}\.[0-9a-f]{32}": \{ version: "1\.0\.0"/);
  });

  test("`dagwire explain` prints the rule", () => {
    expect(runCli(released({}), "explain", "STATE_CHANGED")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("no proof exists that peers"),
    });
  });
});
