import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { eventSchema, manifest, temporaryFolder } from "../../helpers/protocol-folder.js";
import type { FolderContents } from "../../helpers/protocol-folder.js";
import { runCli } from "../../helpers/run-cli.js";
import type { CliResult } from "../../helpers/run-cli.js";

const protocol = (schema: object | string): FolderContents => ({
  "schema/protocol.json": manifest({ server: ["a.json"] }),
  "schema/a.json": schema,
});
const sound = protocol(eventSchema("a"));
const warned = protocol(eventSchema("a", { x: { type: "string", format: "colour" }, y: { type: "string", default: 1 } }));
const wrong = protocol({ ...eventSchema("a"), requried: [] });

function expectTidy({ stderr }: CliResult): void {
  expect(stderr).not.toMatch(/^\s+at |fault of dagwire/m);
}

describe("dagwire lint", () => {
  test("writes no file and prints nothing on stdout if it finds nothing", () => {
    const folder = temporaryFolder(sound);
    expect(runCli(folder, "lint")).toEqual({ code: 0, stdout: "", stderr: "no findings\n" });
    expect(runCli(folder, "lint", "--config", "schema/protocol.json").code).toBe(0);
  });

  test("errors exit 1, warnings 0, too many warnings 1", () => {
    expect(runCli(temporaryFolder(wrong), "lint")).toMatchObject({ code: 1, stderr: "1 error\n" });
    const folder = temporaryFolder(warned);
    expect(runCli(folder, "lint")).toMatchObject({ code: 0, stderr: "2 warnings\n" });
    expect(runCli(folder, "lint", "--max-warnings", "2").code).toBe(0);
    expect(runCli(folder, "lint", "--max-warnings", "1")).toMatchObject({
      code: 1,
      stderr: "2 warnings\nmore warnings than --max-warnings 1 allows\n",
    });
    expect(runCli(folder, "lint", "--max-warnings", "few")).toMatchObject({ code: 2, stdout: "" });
  });

  test("the config sets severities", () => {
    const config = {
      protocols: [{ schema: "schema/protocol.json", out: "generated" }],
      severity: { FORMAT_UNKNOWN: "error", DEFAULT_INVALID: "off" },
    };
    const { code, stdout } = runCli(temporaryFolder({ ...warned, "dagwire.config.json": config }), "lint");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^schema\/a\.json:9:17 error FORMAT_UNKNOWN: [^\n]*\n$/);
  });

  test("--format json: stdout is one document", () => {
    const { code, stdout, stderr } = runCli(temporaryFolder(wrong), "lint", "--format", "json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      summary: { errors: 1, warnings: 0 },
      diagnostics: [{ rule: "UNKNOWN_KEYWORD", file: "schema/a.json", line: 11, column: 3 }],
    });
    expect(stderr).toBe("1 error\n");
  });

  test.each([
    ["github", /^::error file=schema\/a\.json,line=11,col=3,title=UNKNOWN_KEYWORD::/],
    ["sarif", /^\{\n {2}"\$schema"/],
    ["junit", /^<\?xml/],
  ])("--format %s", (format, want) => {
    expect(runCli(temporaryFolder(wrong), "lint", "--format", format)).toMatchObject({ code: 1, stdout: expect.stringMatching(want) });
  });

  test("a format that does not exist", () => {
    expect(runCli(temporaryFolder(sound), "lint", "--format", "jsn")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('"jsn" is not a format. Did you mean "json"?'),
    });
  });

  test("an unreadable manifest or config is reported in the format asked for, with exit code 2", () => {
    const { code, stdout } = runCli(temporaryFolder({ "schema/protocol.json": "name: x\n" }), "lint", "--format", "json");
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ diagnostics: [{ rule: "JSON_INVALID", line: 1, column: 1 }] });
  });
});

describe("dagwire generate --format json", () => {
  test("prints no names of written files on stdout", () => {
    const { code, stdout, stderr } = runCli(temporaryFolder(sound), "generate", "--format", "json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ summary: { errors: 0, warnings: 0 }, diagnostics: [] });
    expect(stderr).toContain("generated/server-event.ts\n");
  });

  test("--check reports stale files as findings", () => {
    const { code, stdout } = runCli(temporaryFolder(sound), "generate", "--check", "--format", "github");
    expect(code).toBe(1);
    expect(stdout).toContain("::error file=generated/types.ts,title=STALE::");
  });
});

describe("dagwire explain and schema", () => {
  test("the page of a rule has an example and its correction", () => {
    const { code, stdout } = runCli(temporaryFolder(), "explain", "UNION_MEMBERS_OVERLAP");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^UNION_MEMBERS_OVERLAP \(warning\)\n[^]*\nFault:\n {2}\{[^]*\nFixed:\n {2}\{/);
  });

  test.each(["config", "protocol", "report"])("the JSON Schema of %s is printed", (name) => {
    const { code, stdout } = runCli(temporaryFolder(), "schema", name);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ $id: `https://dagwire.dev/schema/${name}.schema.json` });
  });
});

describe("for hostile input it soon prints a sentence and sets an exit code:", () => {
  const deep = 100_000;
  const chain = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`d${index}`, { $ref: `#/$defs/d${index + 1}` }]));

  test.each([
    [
      "JSON nested 100,000 deep",
      protocol(`${'{"not":'.repeat(deep)}{}${"}".repeat(deep)}`),
      1,
      "schema/a.json:1:3501 error SCHEMA_TOO_DEEP",
    ],
    ["the same, cut off", protocol("[".repeat(deep)), 1, "schema/a.json:1:501 error SCHEMA_TOO_DEEP"],
    ["a manifest nested 100,000 deep", { "schema/protocol.json": "[".repeat(deep) }, 2, "schema/protocol.json:1:501 error SCHEMA_TOO_DEEP"],
    [
      "a schema that recurses without end",
      protocol({ ...eventSchema("a"), allOf: [{ $ref: "#" }] }),
      1,
      "schema/a.json:1:1 error REF_CYCLE",
    ],
    [
      "a chain of 20,000 references",
      protocol({ ...eventSchema("a", { x: { $ref: "#/$defs/d0" } }), $defs: { ...chain, d20000: { type: "string" } } }),
      1,
      "SCHEMA_TOO_DEEP",
    ],
    ["100 MB of schema", protocol(`{"description": "${"x".repeat(100_000_000)}"}`), 1, "schema/a.json: error FILE_TOO_LARGE"],
    ["a manifest that is null", { "schema/protocol.json": "null" }, 2, "schema/protocol.json:1:1 error OPTION_INVALID"],
  ])("%s", (_name, contents, code, want) => {
    const folder = temporaryFolder(contents);
    for (const command of ["lint", "generate"]) {
      const result = runCli(folder, command);
      expect(result.stdout).toContain(want);
      expect(result.code).toBe(code);
      expectTidy(result);
    }
  });

  test("symbolic links in a circle, and a link without a target", () => {
    const folder = temporaryFolder({
      "schema/protocol.json": manifest({ server: ["server/**/*.json"] }),
      "schema/server/a.json": eventSchema("a"),
    });
    mkdirSync(join(folder, "schema/server/more"));
    symlinkSync("..", join(folder, "schema/server/more/up"));
    symlinkSync(".", join(folder, "schema/server/self"));
    expect(runCli(folder, "lint")).toEqual({ code: 0, stdout: "", stderr: "no findings\n" });
    const dead = temporaryFolder({ "schema/protocol.json": manifest({ server: ["dead.json"] }) });
    symlinkSync("dead.json", join(dead, "schema/dead.json"));
    const result = runCli(dead, "lint");
    expect(result).toMatchObject({ code: 1, stdout: expect.stringContaining("schema/protocol.json:5:5 error FILE_") });
    expectTidy(result);
  });

  test("a file beside the schemas that is not JSON causes no finding", () => {
    const schema = eventSchema("a", { x: { $ref: "https://example.org/node" } });
    const folder = temporaryFolder({
      ...protocol(schema),
      "schema/node.json": { $id: "https://example.org/node", type: "string" },
      "schema/tsconfig.json": "{ // a comment\n}",
    });
    expect(runCli(folder, "lint")).toEqual({ code: 0, stdout: "", stderr: "no findings\n" });
  });
});
