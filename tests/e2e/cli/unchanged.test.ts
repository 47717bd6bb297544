import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { eventSchema, manifest, temporaryFolder, writeFolder } from "../../helpers/protocol-folder.js";
import { repository, runCli } from "../../helpers/run-cli.js";

/** Makes a generated protocol beside a `node_modules`, in which dagwire records its runs. */
function generated(): string {
  const folder = temporaryFolder({
    "node_modules/.keep": "",
    "schema/protocol.json": manifest({ server: ["server/*.json"] }),
    "schema/server/a.json": eventSchema("a", { x: { type: "string", format: "colour" } }),
  });
  expect(runCli(folder, "generate").code).toBe(0);
  return folder;
}

/** Returns the paths of the CommonJS modules that a run loads. */
function loadedBy(folder: string, ...args: readonly string[]): string {
  const env = { ...process.env, NODE_DEBUG: "module" };
  return spawnSync(process.execPath, [`${repository}generator/bin/dagwire.js`, ...args], { cwd: folder, encoding: "utf8", env }).stderr;
}

describe("a run without a change", () => {
  test.each([["generate"], ["generate", "--check"]])("%s %s loads neither ts-morph nor ajv, and shows the warnings again", (...args) => {
    const folder = generated();
    const result = runCli(folder, ...args);
    expect(result).toMatchObject({ code: 0, stderr: "1 warning\ngenerated: up to date\n" });
    expect(result.stdout).toContain("schema/server/a.json:9:17 warning FORMAT_UNKNOWN");
    expect(loadedBy(folder, ...args)).not.toMatch(/ts-morph|ajv|typebox/);
  });

  const edits: readonly [string, (folder: string) => void][] = [
    ["a schema", (folder) => writeFolder(folder, { "schema/server/a.json": eventSchema("a", { y: { type: "integer" } }) })],
    ["a new schema", (folder) => writeFolder(folder, { "schema/server/b.json": eventSchema("b") })],
    [
      "the manifest",
      (folder) => writeFolder(folder, { "schema/protocol.json": manifest({ server: ["server/*.json"], version: "3.0.0" }) }),
    ],
    [
      "an output file",
      (folder) =>
        writeFileSync(
          join(folder, "generated/types.ts"),
          `${readFileSync(join(folder, "generated/types.ts"), "utf8")}export type More = 1;\n`,
        ),
    ],
    ["an output file that is gone", (folder) => rmSync(join(folder, "generated/index.ts"))],
    // It names another folder for the output, so it comes last.
    [
      "a config that appears",
      (folder) => writeFolder(folder, { "dagwire.config.json": { protocols: [{ schema: "schema/protocol.json", out: "other" }] } }),
    ],
  ];

  test("--check notices every kind of change, and passes again after generate", () => {
    const folder = generated();
    const seen = edits.map(([name, edit]) => {
      edit(folder);
      const { code, stdout } = runCli(folder, "generate", "--check");
      const codes = [code, runCli(folder, "generate").code, runCli(folder, "generate", "--check").code];
      return { name, isStale: stdout.includes("error STALE"), codes };
    });
    expect(seen).toEqual(edits.map(([name]) => ({ name, isStale: true, codes: [1, 0, 0] })));
  });
});
