import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { eventSchema, manifest, temporaryFolder, writeFolder } from "../../helpers/protocol-folder.js";
import type { FolderContents } from "../../helpers/protocol-folder.js";
import { runCli } from "../../helpers/run-cli.js";

const config = { protocols: [{ schema: "protocol.json", out: "generated" }] };
const protocol = manifest({ server: ["a.json"] });
const utf16 = (value: object): string => `\uFFFD\uFFFD${JSON.stringify(value).replaceAll(/./g, "$&\0")}`;

const table: readonly [name: string, contents: FolderContents, args: readonly string[], code: number, says: string][] = [
  ["a schema in UTF-16", { "a.json": utf16(eventSchema("a")) }, [], 1, 'a.json:1:1 error JSON_INVALID: "a.json" is not UTF-8'],
  ["a config in UTF-16", { "dagwire.config.json": utf16(config) }, [], 2, '"dagwire.config.json" is not UTF-8'],
  ["an empty config", { "dagwire.config.json": "" }, [], 2, '"dagwire.config.json" is not JSON: value expected.'],
  ["a manifest that is a list", { "protocol.json": [] }, [], 2, "the file has to be an object, not []."],
  ["no manifest", {}, ["--config", "gone.json"], 2, '"gone.json" does not exist.'],
  ["an empty option", {}, ["--config", ""], 2, '"--config" is empty.'],
  [
    "a key twice in the manifest",
    { "protocol.json": '{"name":"a","name":"b","version":"1.0.0","server":["a.json"]}' },
    [],
    1,
    'protocol.json:1:13 error JSON_KEY_DUPLICATE: "name" appears twice',
  ],
  [
    "a key twice in the config",
    { "dagwire.config.json": '{"protocols":[],"protocols":[{"schema":"protocol.json","out":"generated"}]}' },
    [],
    2,
    'dagwire.config.json:1:17 error JSON_KEY_DUPLICATE: "protocols" appears twice',
  ],
  ["an entry that names nothing", { "protocol.json": manifest({ server: [""] }) }, [], 1, 'error FILE_UNREADABLE: "." is not a file.'],
  [
    "an output where no folder can be made",
    { "dagwire.config.json": { protocols: [{ schema: "protocol.json", out: "/proc/dagwire" }] } },
    [],
    1,
    'error OUTPUT_UNWRITABLE: "/proc/dagwire" cannot be written (ENOENT).',
  ],
];

test.each(table)("%s: a sentence and an exit code", (_name, contents, args, code, says) => {
  const folder = temporaryFolder({ "dagwire.config.json": config, "protocol.json": protocol, "a.json": eventSchema("a"), ...contents });
  const result = runCli(folder, "generate", ...args);
  expect(result.code).toBe(code);
  expect(result.stdout + result.stderr).toContain(says);
  expect(result.stderr).not.toMatch(/^\s+at /m);
});

test.each([
  ["generated/index.ts/of-a-folder.txt", 'generated/index.ts: error OUTPUT_FOREIGN: "generated/index.ts" exists'],
  ["generated", 'generated: error OUTPUT_UNWRITABLE: "generated" is a file, not a folder.'],
])("%s stands in the way of the output", (path, says) => {
  const folder = temporaryFolder({ "dagwire.config.json": config, "protocol.json": protocol, "a.json": eventSchema("a") });
  writeFolder(folder, { [path]: "mine" });
  const { code, stdout } = runCli(folder, "generate");
  expect(code).toBe(1);
  expect(stdout).toContain(says);
});

test("a folder with the name of the config is no config", () => {
  const folder = temporaryFolder({ "schema/protocol.json": protocol });
  mkdirSync(join(folder, "dagwire.config.json"));
  const { code, stdout } = runCli(folder, "generate");
  expect(code).toBe(2);
  expect(stdout).toContain('"dagwire.config.json" is not a file.');
});
