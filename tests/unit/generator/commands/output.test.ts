import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { describe, expect, test } from "vitest";
import { eventSchema, manifest, temporaryFolder } from "../../../helpers/protocol-folder.js";
import { runCommand } from "../../../helpers/run-command.js";

/** Makes a folder with a protocol of one event and its generated files. */
function configuredFolder(config: object): string {
  return temporaryFolder({
    "dagwire.config.json": { protocols: [{ schema: "schema/protocol.json", out: "src/generated" }], ...config },
    "schema/protocol.json": manifest({ server: ["a.json"] }),
    "schema/a.json": eventSchema("a", { count: { type: "integer", minimum: 3 } }),
    // With this folder, dagwire keeps the record of the last run.
    "node_modules/readme.txt": "",
  });
}

async function generatedFolder(config: object = {}): Promise<string> {
  const folder = configuredFolder(config);
  expect((await runCommand(folder, "generate")).code).toBe(0);
  return folder;
}

async function rewrite(folder: string, change: (text: string) => string | Promise<string>, files?: readonly string[]): Promise<void> {
  for (const name of files ?? readdirSync(folder)) {
    const text = readFileSync(join(folder, name), "utf8");
    const changed = await change(text);
    expect(changed).not.toBe(text);
    writeFileSync(join(folder, name), changed);
  }
}

const crlf = (text: string): string => text.replaceAll("\n", "\r\n");
const prettier = (text: string): Promise<string> => format(text, { parser: "typescript", singleQuote: true, semi: false });

describe("dagwire generate --check of files that another tool has changed", { timeout: 90_000 }, () => {
  test("warns once of a checkout with CRLF, and generate writes LF again", async () => {
    const folder = await generatedFolder();
    const before = readFileSync(join(folder, "src/generated/types.ts"), "utf8");
    await rewrite(join(folder, "src/generated"), crlf);
    const checked = await runCommand(folder, "generate", "--check");
    expect(checked.stdout).toBe(
      "src/generated: warning OUTPUT_LINE_ENDINGS: 7 files would be up to date with the line endings LF instead of CRLF. " +
        "Git writes CRLF if core.autocrlf is set. " +
        'Add "src/generated/*.ts text eol=lf" to .gitattributes and run `npx dagwire generate`.\n',
    );
    expect(checked).toMatchObject({ code: 0, stderr: "1 warning\nsrc/generated: up to date\n" });
    expect((await runCommand(folder, "generate")).stdout.split("\n")).toHaveLength(8);
    expect(readFileSync(join(folder, "src/generated/types.ts"), "utf8")).toBe(before);
    expect(await runCommand(folder, "generate", "--check")).toMatchObject({ code: 0, stdout: "" });
  });

  test("fails once for files that Prettier has formatted, and generate writes them again", async () => {
    const folder = await generatedFolder();
    await rewrite(join(folder, "src/generated"), prettier, ["entry.ts", "server-event-validator.ts"]);
    const checked = await runCommand(folder, "generate", "--check");
    expect(checked.code).toBe(1);
    expect(checked.stdout).toBe(
      "src/generated: error OUTPUT_FORMATTED: 2 files would be up to date, but another tool has changed the formatting, such as Prettier. " +
        'Add "src/generated/*.ts" to .prettierignore or to what your formatter ignores, and run `npx dagwire generate`.\n',
    );
    expect((await runCommand(folder, "generate")).code).toBe(0);
    expect(await runCommand(folder, "generate", "--check")).toMatchObject({ code: 0, stdout: "" });
  });

  test("names a single file, and the files whose content differs", async () => {
    const folder = await generatedFolder();
    const out = join(folder, "src/generated");
    await rewrite(out, prettier, ["entry.ts"]);
    await rewrite(out, crlf, ["types.ts"]);
    await rewrite(out, async (text) => prettier(text.replace("3", "4")), ["server-event-validator.ts"]);
    const { code, stdout } = await runCommand(folder, "generate", "--check");
    expect(code).toBe(1);
    expect(stdout.split("\n").map((line) => line.split(":").slice(0, 2).join(":"))).toEqual([
      "src/generated/entry.ts: error OUTPUT_FORMATTED",
      "src/generated/server-event-validator.ts: error STALE",
      "src/generated/types.ts: warning OUTPUT_LINE_ENDINGS",
      "",
    ]);
  });

  test("heeds the severity of the config, and a file that --check lets pass is still written by generate", async () => {
    const folder = await generatedFolder({ severity: { OUTPUT_LINE_ENDINGS: "error", OUTPUT_FORMATTED: "off" } });
    const out = join(folder, "src/generated");
    await rewrite(out, prettier, ["entry.ts"]);
    expect(await runCommand(folder, "generate", "--check")).toMatchObject({ code: 0, stdout: "" });
    expect((await runCommand(folder, "generate")).stdout).toBe("src/generated/entry.ts\n");
    await rewrite(out, crlf, ["entry.ts"]);
    expect(await runCommand(folder, "generate", "--check")).toMatchObject({ code: 1 });
  });

  test.each(["STALE", "OUTPUT_FOREIGN", "OUTPUT_UNWRITABLE", "REF_CYCLE", "OUTPUT_ENTRY_NAME"])(
    "refuses a severity for %s, which the config cannot change",
    async (rule) => {
      const { code, stdout } = await runCommand(configuredFolder({ severity: { [rule]: "off" } }), "generate", "--check");
      expect(code).toBe(2);
      expect(stdout).toContain(`error OPTION_INVALID: "severity" cannot change ${rule}: `);
      expect(stdout).toContain(`Remove "${rule}" from "severity".`);
    },
  );

  test.each([
    ["a byte order mark", "\uFEFF"],
    ["a comment of a formatter", "/** @format */\n\n"],
    ["a licence", "// Copyright Acme\n/* All rights\n reserved. */\n"],
  ])("takes a file for its own that begins with %s", async (_name, start) => {
    const folder = await generatedFolder();
    await rewrite(join(folder, "src/generated"), (text) => start + text, ["types.ts"]);
    expect((await runCommand(folder, "generate", "--check")).code).toBe(1);
    expect(await runCommand(folder, "generate")).toMatchObject({ code: 0, stdout: "src/generated/types.ts\n" });
  });

  test("does not take a file for its own that has the header behind code", async () => {
    const folder = await generatedFolder();
    await rewrite(join(folder, "src/generated"), (text) => `export const a = 1;\n${text}`, ["types.ts"]);
    expect((await runCommand(folder, "generate")).stdout).toContain("error OUTPUT_FOREIGN");
  });
});

test("a document of dagwire docs with CRLF is a warning, and a formatted one an error of its own", async () => {
  const folder = await generatedFolder();
  const [written = ""] = (await runCommand(folder, "docs")).stdout.split("\n");
  const path = join(folder, written);
  await rewrite(folder, crlf, [written]);
  const first = await runCommand(folder, "docs", "--check");
  expect(first).toMatchObject({ code: 0 });
  expect(first.stdout).toContain(`${written}: warning OUTPUT_LINE_ENDINGS: The file would be up to date with the line endings LF`);
  expect((await runCommand(folder, "docs")).code).toBe(0);
  writeFileSync(path, readFileSync(path, "utf8").replaceAll("\n\n", "\n\n\n"));
  const second = await runCommand(folder, "docs", "--check");
  expect(second.code).toBe(1);
  expect(second.stdout).toContain(`${written}: error OUTPUT_FORMATTED: The file would be up to date, but another tool`);
});

test("two protocols with one output folder are an error before anything is written", async () => {
  const protocols = ["./x", "x/"].map((out) => ({ schema: "schema/protocol.json", out }));
  const folder = await generatedFolder({});
  writeFileSync(join(folder, "dagwire.config.json"), JSON.stringify({ protocols }));
  for (const command of ["generate", "lint"]) {
    const { code, stdout } = await runCommand(folder, command);
    expect(code).toBe(2);
    expect(stdout).toBe(
      'dagwire.config.json:1:100 error OUTPUT_SHARED: "out" of protocol 2, "x/", is the same folder as "out" of protocol 1, "./x". ' +
        "Give each protocol a folder of its own, such as generated/first and generated/second.\n",
    );
  }
  expect(readdirSync(folder)).not.toContain("x");
});

test("dagwire scaffold imports the generated files as they import one another", async () => {
  for (const [importExtension, module] of [
    [".ts", "./src/generated/index.ts"],
    ["none", "./src/generated/index"],
  ]) {
    const folder = await generatedFolder({ protocols: [{ schema: "schema/protocol.json", out: "src/generated", importExtension }] });
    expect((await runCommand(folder, "scaffold", "handlers.ts", "--handlers", "server")).code).toBe(0);
    expect(readFileSync(join(folder, "handlers.ts"), "utf8")).toContain(` from "${module}";`);
  }
});
