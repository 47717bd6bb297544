import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { version } from "../../../generator/base/version.js";
import { eventSchema, manifest, temporaryFolder } from "../../helpers/protocol-folder.js";
import { repository, runCli } from "../../helpers/run-cli.js";

/** Makes a copy of the reference protocol with its generated files. */
function referenceCopy(): string {
  const folder = temporaryFolder();
  for (const path of ["schema", "generated", "runtime/core/frames", "dagwire.config.json"]) {
    cpSync(join(repository, path), join(folder, path), { recursive: true, filter: (source) => !/node_modules|dist/.test(source) });
  }
  return folder;
}

function edit(path: string, change: (text: string) => string): void {
  const text = readFileSync(path, "utf8");
  const changed = change(text);
  expect(changed).not.toBe(text);
  writeFileSync(path, changed);
}

describe("dagwire generate", () => {
  test("--check passes for the committed files, and names the stale ones after a change of an enum", () => {
    const folder = referenceCopy();
    expect(runCli(folder, "generate", "--check")).toMatchObject({ code: 0, stdout: "" });
    edit(join(folder, "schema/dag/common/node_status.schema.json"), (text) => text.replace('"skipped"', '"skipped",\n    "omitted"'));
    const { code, stdout } = runCli(folder, "generate", "--check");
    expect(code).toBe(1);
    expect(stdout).toContain(
      "generated/types.ts: error STALE: does not match its schemas. Run `npx dagwire generate` and commit the result.\n",
    );
    expect(stdout).toContain("generated/server-event-validator.ts: error STALE");
    expect(stdout).not.toContain("generated/client-event.ts");
  });

  test("writes hooks if the config asks for them, and says that they need a state if the protocol has none", () => {
    const config = JSON.stringify({ protocols: [{ schema: "schema/protocol.json", out: "generated", react: "stream" }] });
    const state = { type: "object", properties: { count: { type: "integer", default: 0 } }, required: ["count"] };
    const event = {
      ...eventSchema("counted", { count: { type: "integer" } }, ["count"]),
      "x-state": { op: "merge", at: "", pick: ["count"] },
    };
    const folder = temporaryFolder({
      "dagwire.config.json": config,
      "schema/protocol.json": manifest({ server: ["counted.json"], state: "state.json" }),
      "schema/counted.json": event,
      "schema/state.json": state,
    });
    expect(runCli(folder, "generate").code).toBe(0);
    expect(readFileSync(join(folder, "generated/react.ts"), "utf8")).toContain("createStreamHooks");
    const without = temporaryFolder({
      "dagwire.config.json": config,
      "schema/protocol.json": manifest({ server: ["counted.json"] }),
      "schema/counted.json": eventSchema("counted", {}),
    });
    const { code, stderr } = runCli(without, "generate");
    expect(code).toBe(2);
    expect(stderr).toContain('"react" in the config needs a protocol that declares a state. schema/protocol.json has no "state", or');
  });

  test("touches only files that change, and removes generated files that it no longer writes", () => {
    const folder = referenceCopy();
    const before = statSync(join(folder, "generated/client-event.ts")).mtimeMs;
    const header = readFileSync(join(folder, "generated/types.ts"), "utf8").split("\n")[0] ?? "";
    writeFileSync(join(folder, "generated/old.ts"), `${header}\n`);
    writeFileSync(join(folder, "generated/mine.ts"), "export const mine = 1;\n");
    edit(join(folder, "schema/dag/server/progress.schema.json"), (text) => text.replace("How far", "How very far"));
    const { code, stdout } = runCli(folder, "generate");
    expect(code).toBe(0);
    expect(stdout).toContain("generated/server-event.ts\n");
    expect(stdout).toContain("generated/old.ts (removed)\n");
    expect(readdirSync(join(folder, "generated"))).toContain("mine.ts");
    expect(statSync(join(folder, "generated/client-event.ts")).mtimeMs).toBe(before);
  });

  test("adding an event changes its own declaration and at most four lines of a file", () => {
    const folder = referenceCopy();
    writeFileSync(join(folder, "schema/dag/client/rerun.schema.json"), JSON.stringify(eventSchema("rerun")));
    const before = readFileSync(join(folder, "generated/client-event.ts"), "utf8").split("\n");
    expect(runCli(folder, "generate").code).toBe(0);
    const after = readFileSync(join(folder, "generated/client-event.ts"), "utf8").split("\n");
    const counts = new Map<string, number>();
    for (const line of before) counts.set(line, (counts.get(line) ?? 0) + 1);
    const added = after.filter((line) => {
      const left = counts.get(line) ?? 0;
      counts.set(line, left - 1);
      return left <= 0 && line.trim() !== "";
    });
    const declaration = added.findIndex((line) => line.includes("export type RerunEvent"));
    expect(declaration).toBeGreaterThanOrEqual(0);
    expect(added.filter((line) => /rerun|RerunEvent/.test(line) && !/export type|@generated|readonly type/.test(line))).toHaveLength(4);
    expect(before.filter((line) => line.trim() !== "" && !after.includes(line))).toEqual([]);
  });

  test("does not change a file that it did not write", () => {
    const folder = temporaryFolder({
      "schema/protocol.json": manifest({ server: ["a.json"] }),
      "schema/a.json": eventSchema("a"),
      "generated/types.ts": "export type Mine = 1;\n",
    });
    const { code, stdout } = runCli(folder, "generate");
    expect(code).toBe(1);
    expect(stdout).toContain('generated/types.ts: error OUTPUT_FOREIGN: "generated/types.ts" exists and was not written by dagwire');
    expect(readdirSync(join(folder, "generated"))).toEqual(["types.ts"]);
  });

  test("with findings it writes no output, and prints them with their places on stdout", () => {
    const folder = temporaryFolder({
      "schema/protocol.json": manifest({ server: ["a.json"] }),
      "schema/a.json": { ...eventSchema("a"), requried: [] },
    });
    const { code, stdout, stderr } = runCli(folder, "generate");
    expect(code).toBe(1);
    expect(stdout).toBe('schema/a.json:11:3 error UNKNOWN_KEYWORD: "requried" is not a JSON Schema keyword. Did you mean "required"?\n');
    expect(stderr).toBe("1 error\n");
    expect(readdirSync(folder)).toEqual(["schema"]);
  });
});

describe("for wrong use it prints a sentence and sets an exit code, without a stack trace:", () => {
  const folderOf = (contents: Parameters<typeof temporaryFolder>[0]): string => temporaryFolder(contents);
  const sound = { "schema/protocol.json": manifest({ server: ["a.json"] }), "schema/a.json": eventSchema("a") };

  test.each([
    ["no command", [], 2, "Usage: dagwire <command>"],
    ["an unknown command", ["genrate"], 2, 'dagwire: "genrate" is not a command. Did you mean "generate"?'],
    ["an unknown option", ["generate", "--chek"], 2, 'dagwire generate: "--chek" is not an option here. Did you mean "--check"?'],
    ["an argument too many", ["generate", "x"], 2, '"x" is one argument too many.'],
    ["an unknown rule", ["explain", "STALF"], 2, 'Did you mean "STALE"?'],
    [
      "the beginning of a rule",
      ["explain", "STATE_STEP"],
      2,
      "These rules begin so: STATE_STEP_INVALID, STATE_STEP_UNREACHED, STATE_STEPS_CHANGED.",
    ],
    ["the beginning of many rules", ["explain", "STATE_"], 2, '"STATE_" is not a rule. `dagwire explain` lists them.'],
    ["an unknown schema", ["schema", "protocl"], 2, '"protocl" is no schema. Did you mean "protocol"?'],
    [
      "a config that does not exist",
      ["generate", "--config", "gone.json"],
      2,
      '"gone.json" does not exist. Check the path; dagwire has looked for ',
    ],
  ])("%s", (_name, args, code, want) => {
    const result = runCli(folderOf(sound), ...args);
    expect(result.code).toBe(code);
    expect(result.stdout + result.stderr).toContain(want);
    expect(result.stderr).not.toMatch(/^\s+at /m);
  });

  test.each([
    ["no protocol at all", {}, 2, "This folder has no dagwire.config.json"],
    ["a manifest that is not JSON", { "schema/protocol.json": "{" }, 2, "schema/protocol.json:1:2 error JSON_INVALID"],
    [
      "a config with a misspelt option",
      { "dagwire.config.json": { protocols: [{ schema: "x", outDir: "y", out: "z" }] } },
      2,
      '"outDir" is not an option.',
    ],
    ["a schema that nests without end", { ...sound, "schema/a.json": `${'{"not":'.repeat(5000)}{}${"}".repeat(5000)}` }, 1, "error"],
  ])("%s", (_name, contents, code, want) => {
    const result = runCli(folderOf(contents), "generate");
    expect(result.stdout + result.stderr).toContain(want);
    expect(result.code).toBe(code);
    expect(result.stderr).not.toMatch(/^\s+at /m);
  });

  test("output that cannot be written", () => {
    const folder = folderOf({ ...sound, generated: "a file in the way\n" });
    const result = runCli(folder, "generate");
    expect(result.stdout).toContain('generated: error OUTPUT_UNWRITABLE: "generated" is a file, not a folder.');
    expect(result.code).toBe(1);
  });

  test.skipIf(process.getuid?.() === 0)("a folder without permission", () => {
    const folder = folderOf(sound);
    mkdirSync(join(folder, "generated"));
    chmodSync(join(folder, "generated"), 0o500);
    expect(runCli(folder, "generate")).toMatchObject({ code: 1, stdout: expect.stringContaining("EACCES") });
  });

  test("the help text is readable", () => {
    const { code, stdout } = runCli(folderOf({}), "generate", "--help");
    expect(code).toBe(0);
    expect(stdout).toContain("Usage: dagwire generate [--config PATH] [--out FOLDER] [--check | --watch]");
    expect(stdout).toContain("Exit codes: 0 fine, 1 findings or stale files");
  });
});

/** A project as dagwire 0.1 has generated it: files that import its contract, and `protocol.ts` instead of `entry.ts`. */
function projectOf01(): string {
  const folder = temporaryFolder({
    "schema/protocol.json": manifest({ name: "dag-stream", server: ["started.json"] }),
    "schema/started.json": eventSchema("started"),
    "dagwire.config.json": JSON.stringify({ protocols: [{ schema: "schema/protocol.json", out: "generated" }] }),
    "node_modules/.keep": "",
  });
  runCli(folder, "generate");
  const generated = join(folder, "generated");
  for (const name of ["server-event.ts", "server-event-validator.ts", "client-event-validator.ts", "types-validator.ts"]) {
    const path = join(generated, name);
    if (existsSync(path)) writeFileSync(path, readFileSync(path, "utf8").replaceAll("/codegen/v1", "/codegen"));
  }
  renameSync(join(generated, "entry.ts"), join(generated, "protocol.ts"));
  return folder;
}

describe("a project of dagwire 0.1", () => {
  test("generate prints once what to change", () => {
    const folder = projectOf01();
    const said =
      'generated: warning OUTPUT_OLD: "generated" was generated by dagwire 0.1, whose contract "@dagwire/runtime/codegen" no longer exists. ' +
      `Install @dagwire/runtime ${version}, and pass "dagStream" of generated/index.ts where your code passes "protocol", ` +
      '"serverEvents", "clientEvents" or "streamState"; CHANGELOG.md lists every change.\n';
    const stale = runCli(folder, "generate", "--check");
    expect(stale.code).toBe(1);
    expect(stale.stdout).toContain(said);
    const first = runCli(folder, "generate");
    expect(first.code).toBe(0);
    expect(first.stdout).toContain(said);
    expect(readdirSync(join(folder, "generated")).toSorted()).toContain("entry.ts");
    expect(readdirSync(join(folder, "generated"))).not.toContain("protocol.ts");
    expect(runCli(folder, "generate")).toEqual({ code: 0, stdout: "", stderr: "generated: up to date\n" });
  });

  test("for a config that names the contract of dagwire 0.1, generate prints today's path", () => {
    const protocols = [{ schema: "schema/protocol.json", out: "generated", runtime: "@dagwire/runtime/codegen" }];
    const folder = temporaryFolder({
      "schema/protocol.json": manifest({ server: ["started.json"] }),
      "schema/started.json": eventSchema("started"),
      "dagwire.config.json": JSON.stringify({ protocols }),
    });
    const { code, stdout } = runCli(folder, "generate");
    expect(code).toBe(2);
    expect(stdout).toContain(
      `"runtime" is "@dagwire/runtime/codegen", the path of dagwire 0.1, which @dagwire/runtime ${version} does not have. ` +
        'Leave "runtime" out, or write "@dagwire/runtime/codegen/v1".',
    );
  });
});

describe("dagwire init in a folder with a package.json", () => {
  const warning = 'package.json lacks "type": "module"';

  test.each([
    [{ type: "commonjs" }, true],
    [{}, true],
    [{ type: "module" }, false],
  ])("with %j says what a project of CommonJS needs: %s", (parts, isWarned) => {
    const { code, stderr } = runCli(temporaryFolder({ "package.json": { name: "mine", ...parts } }), "init");
    expect(code).toBe(0);
    expect(stderr.includes(warning)).toBe(isWarned);
  });

  test("without one it writes one of type module", () => {
    const { stderr } = runCli(temporaryFolder(), "init");
    expect(stderr).not.toContain(warning);
  });
});

test("dagwire schema knows the manifest by both of its names", () => {
  const [one, other] = ["manifest", "protocol"].map((name) => runCli(temporaryFolder(), "schema", name));
  expect(one).toEqual(other);
  expect(one?.code).toBe(0);
});
