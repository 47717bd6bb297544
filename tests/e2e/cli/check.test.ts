import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { checkReportSchema } from "../../../generator/check/report-schema.js";
import type { CheckReport } from "../../../generator/check/report-schema.js";
import { eventSchema, manifest, temporaryFolder, writeFolder } from "../../helpers/protocol-folder.js";
import type { FolderContents } from "../../helpers/protocol-folder.js";
import { commit, git, repository } from "../../helpers/repository.js";
import { runCli } from "../../helpers/run-cli.js";

const status = (values: readonly string[], more: object = {}): object => ({
  ...eventSchema("state", { status: { enum: values } }, ["status"]),
  ...more,
});
const decide = (required: readonly string[]): object =>
  eventSchema("decide", { choice: { type: "string" }, reason: { type: "string" } }, required);

const before: FolderContents = {
  "schema/protocol.json": manifest({ server: ["server/*.json"], client: ["client/*.json"] }),
  "schema/server/state.json": status(["on", "off"]),
  "schema/client/decide.json": decide(["choice"]),
};
const broken: FolderContents = {
  "schema/server/state.json": status(["on", "off", "idle"]),
  "schema/client/decide.json": decide(["choice", "reason"]),
};

/** Makes a repository with a release `v1.0.0` of a protocol, and a change that is not committed. */
function released(change: FolderContents = {}): string {
  const folder = repository(before);
  git(folder, "tag", "v1.0.0");
  writeFolder(folder, change);
  return folder;
}

function report(folder: string, ...args: readonly string[]): CheckReport {
  return JSON.parse(runCli(folder, "check", "--format", "json", ...args).stdout) as CheckReport;
}

function rulesOf({ protocols }: CheckReport): string[] {
  return protocols.flatMap(({ findings }) => findings.map(({ severity, rule, flow }) => `${severity} ${rule} ${flow}`));
}

describe("dagwire check: verdicts and exit codes", () => {
  test("0: without a change, and for changes that every peer reads", () => {
    const folder = released();
    expect(runCli(folder, "check")).toMatchObject({
      code: 0,
      stdout: "",
      stderr: expect.stringContaining("test 1.0.0 against git:v1.0.0 (1.0.0): compatible (nothing changed)"),
    });
    writeFolder(folder, {
      "schema/server/more.json": eventSchema("more"),
      "schema/protocol.json": manifest({ version: "1.1.0", server: ["server/*.json"], client: ["client/*.json"] }),
    });
    expect(runCli(folder, "check").stderr).toMatch(/: compatible \(\d+ comparisons of events\)/);
    expect(runCli(folder, "check")).toMatchObject({ code: 0, stdout: "" });
  });

  test("1: a refused message with the refused value marked, its place, consequence and way out", () => {
    const { code, stdout, stderr } = runCli(released(broken), "check");
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^schema\/server\/state\.json:\d+:\d+ breaking SERVER_ENUM_VALUE_ADDED: server event "state" can now carry status "idle"\. /m,
    );
    expect(stdout).toMatch(/^ {4}new server → old client, against git:v1\.0\.0; fingerprint [0-9a-f]{16}$/m);
    expect(stdout).toMatch(/^ {8}"status": "idle",? {2}← \/status: expected "on" \| "off", got "idle"$/m);
    expect(stdout).toMatch(/^schema\/client\/decide\.json:\d+:\d+ breaking CLIENT_FIELD_BECAME_REQUIRED: /m);
    expect(stdout).toMatch(/^schema\/protocol\.json:3:14 warning PROTOCOL_VERSION_TOO_LOW: .* Set "version" to 2\.0\.0 or higher\.$/m);
    expect(stderr).toContain("versions: protocol major step: 2.0.0 or higher (was 1.0.0, declared 1.0.0); generated package major");
  });

  test.each([
    [["--against", "git:nowhere"], '"git:nowhere": git knows no such commit'],
    [["--against", "--upload-pack=x"], "argument is ambiguous"],
    [["--against=--output=x"], '"--output=x" is neither a git ref'],
    [["--against", "npm:left-pad"], "names no package with its version"],
    [["--against", "./schema/server"], "has no protocol.json"],
    [["--deploy", "client-frist"], 'Did you mean "client-first"?'],
    [["--format", "jsn"], '"jsn" is not a format. Did you mean "json"?'],
    [["--check"], '"--check" needs "--matrix".'],
    [["--config", "nowhere.json"], "nowhere.json"],
  ])("2: %j", (args, message) => {
    const result = runCli(released(), "check", ...args);
    expect(result.code).toBe(2);
    expect(result.stdout).toBe("");
    expect(result.stderr).toContain(message);
    expect(result.stderr).not.toMatch(/^\s+at /m);
  });

  test("2: today's schemas have findings, shown as lint shows them", () => {
    const result = runCli(released({ "schema/server/state.json": { $ref: "gone.json" } }), "check");
    expect(result).toMatchObject({ code: 2, stdout: "" });
    expect(result.stderr).toContain("schema/server/state.json:2:11 error REF_NOT_FOUND");
  });

  test("2: the commit before has a manifest that is no JSON", () => {
    const folder = repository({ ...before, "schema/protocol.json": "{" });
    writeFolder(folder, before);
    expect(runCli(folder, "check").stderr).toContain('manifest "schema/protocol.json" of this baseline is no JSON.');
  });

  test.each([{ CI: "true" }, { CI: "" }])("2: a shallow clone holds nothing to compare with, with %j", (environment) => {
    const origin = repository(before);
    writeFolder(origin, broken);
    commit(origin, "second");
    const clone = join(temporaryFolder(), "clone");
    git(origin, "clone", "--depth", "1", `file://${origin}`, clone);
    vi.stubEnv("CI", environment.CI);
    onTestFinished(() => void vi.unstubAllEnvs());
    for (const args of [[], ["--matrix"], ["--format", "json"]]) {
      const result = runCli(clone, "check", ...args);
      expect(result).toMatchObject({ code: 2, stdout: "", stderr: expect.stringMatching(/^dagwire check: this clone is shallow/m) });
      expect(result.stderr).toContain("git fetch --unshallow --tags");
    }
    git(clone, "fetch", "--unshallow", "--tags");
    expect(runCli(clone, "check").code).toBe(1);
  });

  test("4: an undecided question does not pass", () => {
    const pattern = (source: string): FolderContents => ({
      "schema/server/state.json": eventSchema("state", { id: { type: "string", pattern: source } }),
    });
    const folder = repository({ ...before, ...pattern("^(a)\\1(b)$") });
    git(folder, "tag", "v1.0.0");
    writeFolder(folder, pattern("^(a)\\1(b+)$"));
    const { code, stdout } = runCli(folder, "check");
    expect(stdout).toMatch(/unknown SERVER_EVENT_UNDECIDED: server event "state" at \/id: dagwire cannot decide/);
    expect(code).toBe(4);
  });
});

describe("dagwire check: baselines", () => {
  test("folders, manifests, tarballs, several at once", () => {
    const folder = released(broken);
    const old = temporaryFolder({ ...before, "package.json": { name: "@acme/dag", version: "1.0.0", files: ["schema"] } });
    execFileSync("npm", ["pack", "--silent"], { cwd: old, stdio: "ignore" });
    const want = ["breaking SERVER_ENUM_VALUE_ADDED new-to-old", "breaking CLIENT_FIELD_BECAME_REQUIRED old-to-new"];
    for (const name of [old, join(old, "schema/protocol.json"), join(old, "acme-dag-1.0.0.tgz"), "HEAD"]) {
      expect(rulesOf(report(folder, "--against", name))).toEqual(want);
    }
    const several = report(folder, "--against", old, "--against", "git:v1.0.0");
    expect(rulesOf(several)).toEqual(want);
    expect(several.protocols[0]?.findings[0]?.baselines).toEqual([old, "git:v1.0.0"]);
  });

  test("every retained version is compared, because today's code has to read its journals", () => {
    const folder = repository(before);
    git(folder, "tag", "v1.0.0");
    const narrow = status(["on"]);
    writeFolder(folder, {
      "schema/server/state.json": narrow,
      "schema/protocol.json": manifest({
        version: "2.0.0",
        server: ["server/*.json"],
        client: ["client/*.json"],
        retained: ["git:v1.0.0"],
      }),
    });
    commit(folder, "second");
    git(folder, "tag", "v2.0.0");
    expect(rulesOf(report(folder))).toEqual([]);
    expect(rulesOf(report(folder, "--against", "HEAD~1"))).toEqual(["warning SERVER_ENUM_VALUE_REMOVED old-to-new"]);
    expect(rulesOf(report(folder, "--against", "v1.0.0"))).toEqual(["breaking SERVER_ENUM_VALUE_REMOVED old-to-new"]);
    expect(rulesOf(report(folder, "--all-retained"))).toEqual(["breaking SERVER_ENUM_VALUE_REMOVED old-to-new"]);
  });

  test("the deploy order decides which questions are asked", () => {
    const folder = released({
      "schema/client/decide.json": {
        ...decide(["choice"]),
        properties: { type: { const: "decide" }, choice: {}, reason: { type: "string" } },
      },
    });
    expect(rulesOf(report(folder))).toEqual(["warning CLIENT_TYPE_WIDENED new-to-old"]);
    expect(rulesOf(report(folder, "--deploy", "client-first"))).toEqual(["breaking CLIENT_TYPE_WIDENED new-to-old"]);
    writeFolder(folder, {
      "dagwire.config.json": { protocols: [{ schema: "schema/protocol.json", out: "generated" }], check: { deploy: "rolling" } },
    });
    expect(report(folder)).toMatchObject({ deploy: "rolling", verdict: "breaking" });
  });

  test("before the first release: the commit where the branch began, and a new protocol", () => {
    const folder = repository({ "readme.md": "x" });
    writeFolder(folder, before);
    const first = runCli(folder, "check");
    expect(first).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(
        "against git:HEAD: no release tag yet, and the history has a single commit, so only changes that are not committed yet",
      ),
    });
    expect(first.stderr).toContain("test 1.0.0 against git:HEAD (not there): compatible (nothing changed)");
    commit(folder, "second");
    git(folder, "checkout", "-q", "-b", "topic");
    writeFolder(folder, broken);
    commit(folder, "third");
    expect(runCli(folder, "check")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("no release tag yet, so the commit where this branch left main"),
    });
  });

  test("reports a removed event that the other side now sends", () => {
    const folder = released({ "schema/client/stay.json": eventSchema("stay") });
    git(folder, "mv", "schema/client/decide.json", "schema/server/decide.json");
    const found = report(folder).protocols[0]?.findings ?? [];
    expect(found.map(({ severity, rule }) => `${severity} ${rule}`)).toEqual([
      "breaking CLIENT_EVENT_REMOVED",
      "warning CLIENT_EVENT_ADDED",
    ]);
    expect(found[0]).toMatchObject({
      file: "schema/protocol.json",
      line: 7,
      message: expect.stringContaining("The server now sends the event."),
    });
  });

  test("renamed files, definitions and order are no change", () => {
    const folder = released();
    git(folder, "mv", "schema/server/state.json", "schema/server/other.json");
    writeFolder(folder, {
      "schema/server/other.json": {
        required: ["status", "type"],
        $defs: { s: { enum: ["off", "on"] } },
        properties: { status: { $ref: "#/$defs/s" }, type: { const: "state" } },
        allOf: [{ type: "object" }],
        description: "x",
      },
    });
    expect(rulesOf(report(folder))).toEqual([]);
    expect(report(folder).protocols[0]?.versions?.protocol).toBe("none");
  });
});

describe("dagwire check: enumerations with many combinations", () => {
  const values = (count: number, from: number): object => ({ enum: Array.from({ length: count }, (_unused, index) => `v${index + from}`) });
  const event = (names: number, count: number, from: number): object => {
    const properties = Object.fromEntries(Array.from({ length: names }, (_unused, index) => [`f${index}`, values(count, from)]));
    return eventSchema("state", properties, Object.keys(properties));
  };

  test.each([
    [4, 40],
    [12, 50],
  ])("an object with %i of %i values each is decided in less than 300 MB", { timeout: 120_000 }, (names, count) => {
    const folder = released({ "schema/server/state.json": event(names, count, 0) });
    commit(folder, "second");
    writeFolder(folder, { "schema/server/state.json": event(names, count, 1) });
    const size = 'process.on("exit", () => console.error("kilobytes", process.resourceUsage().maxRSS))';
    vi.stubEnv("NODE_OPTIONS", `--import "data:text/javascript,${encodeURIComponent(size)}"`);
    onTestFinished(() => void vi.unstubAllEnvs());
    const { code, stdout, stderr } = runCli(folder, "check", "--against", "HEAD");
    expect(code).toBe(1);
    expect(stdout).toContain(`can now carry f0 "v${count}"`);
    expect(stderr).toContain(`code that stops compiling: server event "state" at /f0 may now be "v${count}".`);
    expect(Number(/kilobytes (\d+)/.exec(stderr)?.[1])).toBeLessThan(300_000);
  });
});

describe("dagwire check: waivers", () => {
  const config = (waivers: readonly object[]): FolderContents => ({
    "dagwire.config.json": { protocols: [{ schema: "schema/protocol.json", out: "generated" }], check: { waivers } },
  });

  test("a finding keeps its fingerprint when lines move; with a waiver it passes, with an expired one it counts", () => {
    const folder = released({ "schema/client/decide.json": broken["schema/client/decide.json"] ?? {} });
    const [found] = report(folder).protocols[0]?.findings ?? [];
    const text = readFileSync(join(folder, "schema/client/decide.json"), "utf8");
    writeFileSync(join(folder, "schema/client/decide.json"), `\n\n${text}`);
    const [moved] = report(folder, "--against", "HEAD").protocols[0]?.findings ?? [];
    expect(moved).toMatchObject({ fingerprint: found?.fingerprint, line: (found?.line ?? 0) + 2 });
    const waiver = { fingerprint: found?.fingerprint, reason: "no client sends it" };
    writeFolder(folder, config([{ ...waiver, expires: "2999-12-31" }]));
    const waived = runCli(folder, "check");
    expect(waived).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/ waived CLIENT_FIELD_BECAME_REQUIRED: [^]*\n {4}waived: no client sends it\n/),
    });
    writeFolder(
      folder,
      config([
        { ...waiver, expires: "2020-01-01" },
        { fingerprint: "0".repeat(16), reason: "gone" },
      ]),
    );
    const { code, stdout } = runCli(folder, "check");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^dagwire\.config\.json:\d+:\d+ warning WAIVER_EXPIRED: /m);
    expect(stdout).toMatch(/^dagwire\.config\.json:\d+:\d+ warning WAIVER_UNUSED: No finding has the fingerprint 0{16}\. /m);
  });

  test("a waiver without a reason is a config error", () => {
    const folder = released();
    writeFolder(folder, config([{ fingerprint: "0".repeat(16) }]));
    expect(runCli(folder, "check")).toMatchObject({ code: 2, stderr: expect.stringContaining("OPTION_INVALID") });
  });

  test("a severity in the config makes a version that is too low an error", () => {
    const folder = released({ "schema/server/more.json": eventSchema("more") });
    expect(runCli(folder, "check").code).toBe(0);
    writeFolder(folder, {
      "dagwire.config.json": {
        protocols: [{ schema: "schema/protocol.json", out: "generated" }],
        severity: { PROTOCOL_VERSION_TOO_LOW: "error" },
      },
    });
    expect(runCli(folder, "check")).toMatchObject({ code: 1, stdout: expect.stringContaining("error PROTOCOL_VERSION_TOO_LOW") });
  });
});

describe("dagwire check: formats", () => {
  test("json matches its published schema, which `dagwire schema check-report` prints", () => {
    const folder = released(broken);
    const found = report(folder);
    const ajv = new Ajv2020({ strict: true });
    expect(ajv.validate(checkReportSchema, found), JSON.stringify(ajv.errors)).toBe(true);
    expect(found).toMatchObject({ version: 1, verdict: "breaking", summary: { breaking: 2, unknown: 0, warnings: 1, waived: 0 } });
    expect(JSON.parse(runCli(folder, "schema", "check-report").stdout)).toMatchObject({ $id: checkReportSchema.$id });
  });

  test.each([
    ["something", broken, 2],
    ["nothing", {}, 0],
  ])("sarif matches the schema of SARIF 2.1.0: %s", (_name, change, results) => {
    const path = createRequire(import.meta.url).resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
    const ajv = new Ajv({ strict: false, validateSchema: false, unicodeRegExp: false });
    addFormats.default(ajv);
    const log: unknown = JSON.parse(runCli(released(change), "check", "--format", "sarif").stdout);
    const { $schema: _dialect, id: _id, ...schema } = JSON.parse(readFileSync(path, "utf8")) as Readonly<Record<string, unknown>>;
    expect(ajv.validate(schema, log), JSON.stringify(ajv.errors)).toBe(true);
    const found = (log as { runs: { results: { level: string; partialFingerprints?: object }[] }[] }).runs[0]?.results.filter(
      ({ level }) => level === "error",
    );
    expect(found).toHaveLength(results);
    expect(found?.every(({ partialFingerprints }) => partialFingerprints !== undefined)).toBe(true);
  });

  test.each([
    ["github", /^::error file=schema\/server\/state\.json,line=\d+,col=\d+,title=SERVER_ENUM_VALUE_ADDED::[^\n]*%0A {2}\{%0A/],
    ["junit", /<failure type="CLIENT_FIELD_BECAME_REQUIRED" message="client event/],
    ["gitlab", /"check_name": "SERVER_ENUM_VALUE_ADDED",\n {4}"fingerprint": "[0-9a-f]{16}",\n {4}"severity": "major"/],
    ["markdown", /^### ❌ breaking: test 1\.0\.0\n\nAgainst `git:v1\.0\.0`, deployed server-first\.\n\n\| \| rule /],
  ])("%s", (format, want) => {
    const { code, stdout } = runCli(released(broken), "check", "--format", format);
    expect(code).toBe(1);
    expect(stdout).toMatch(want);
  });
});

describe("dagwire check --matrix", () => {
  test("prints servers × clients, and writes the table that entry.ts holds until the schemas change", () => {
    const folder = released(broken);
    const matrix = runCli(folder, "check", "--matrix");
    expect(matrix).toMatchObject({ code: 0, stderr: expect.stringContaining("schema/protocol.support.json: written") });
    expect(matrix.stdout).toMatch(
      /^1\.0\.0 git:v1\.0\.0 +accept +accept\n1\.0\.0 today +refuse +accept\nrefuse server 1\.0\.0 today with client 1\.0\.0 git:v1\.0\.0: server event "state"/m,
    );
    const table = readFileSync(join(folder, "schema/protocol.support.json"), "utf8");
    expect(JSON.parse(table)).toMatchObject({ peers: [{ version: "1.0.0", from: "git:v1.0.0", asServer: "accept", asClient: "refuse" }] });
    expect(runCli(folder, "generate")).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, "generated/entry.ts"), "utf8")).toMatch(
      /const peers = \{\n {2}"sha256:[0-9a-f]{64}": \{ version: "1\.0\.0", asServer: "accept", asClient: "refuse" \},\n\} as const;/,
    );
    expect(runCli(folder, "check", "--matrix", "--check")).toMatchObject({ code: 0 });
    writeFolder(folder, { "schema/server/state.json": status(["on"]) });
    const stale = runCli(folder, "generate");
    expect(stale).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^schema\/protocol\.support\.json:\d+:\d+ warning SUPPORT_STALE: /),
    });
    expect(readFileSync(join(folder, "generated/entry.ts"), "utf8")).not.toContain("peers");
    expect(runCli(folder, "check", "--matrix", "--check")).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("schema/protocol.support.json: error STALE"),
    });
    expect(readFileSync(join(folder, "schema/protocol.support.json"), "utf8")).toBe(table);
  });

  test("a version with a waived finding is accepted with a warning", () => {
    const folder = released({ "schema/client/decide.json": broken["schema/client/decide.json"] ?? {} });
    const fingerprint = report(folder).protocols[0]?.findings[0]?.fingerprint;
    writeFolder(folder, {
      "dagwire.config.json": {
        protocols: [{ schema: "schema/protocol.json", out: "generated" }],
        check: { waivers: [{ fingerprint, reason: "known" }] },
      },
    });
    runCli(folder, "check", "--matrix");
    expect(JSON.parse(readFileSync(join(folder, "schema/protocol.support.json"), "utf8"))).toMatchObject({
      peers: [{ asServer: "accept", asClient: "warn" }],
    });
  });
});
