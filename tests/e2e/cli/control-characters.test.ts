import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { WebSocketServer } from "ws";
import { CliProcess } from "../../helpers/cli-process.js";
import { manifest, temporaryFolder } from "../../helpers/protocol-folder.js";
import { runCli } from "../../helpers/run-cli.js";

/** A text that rings, clears the screen, names the window, reorders code, ends a comment and begins a workflow command. */
const evil = "a\u0007\u001b[2J\u009b1A\u001b]0;x\u0007\u202Eb\u2066\u2028c */ `${1}` \r\n::error::d";
// oxlint-disable-next-line no-control-regex
const unsafe = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/;

const schema = (more: object = {}): object => ({
  title: evil,
  description: evil,
  type: "object",
  properties: {
    type: { const: "a" },
    [evil]: { description: evil, enum: [evil, "b"], default: evil, ...more },
    words: { description: evil, type: "string", pattern: "[\u202E\u0007]+" },
  },
  required: ["type"],
  examples: [{ type: "a", [evil]: evil }],
});

function folderOf(event: object): string {
  return temporaryFolder({
    "schema/protocol.json": manifest({ description: evil, server: ["a.json"] }),
    "schema/a.json": event,
    "old/protocol.json": manifest({ server: ["a.json"] }),
    "old/a.json": schema({ enum: [evil] }),
    "messages.ndjson": `${JSON.stringify({ type: "a", [evil]: `${evil} unknown` })}\n${JSON.stringify({ type: evil })}\n`,
  });
}

/** Fails if a text that a command has printed contains control characters, or begins a line with others' text. */
function expectPrinted(what: string, text: string): void {
  expectSafe(what, text);
  expect(text).not.toMatch(/^::error::d/m);
}

function expectSafe(what: string, text: string): void {
  expect(unsafe.exec(text)?.[0], `${what}: ${JSON.stringify(text.slice(0, 3000))}`).toBeUndefined();
}

test.each(["text", "json", "github", "sarif", "junit", "gitlab"])("lint --format %s prints no control characters of a schema", (format) => {
  const folder = folderOf(schema({ default: `${evil} unknown`, [evil]: 1, requried: evil, $ref: `#/${evil}` }));
  const { stdout, stderr, code } = runCli(folder, "lint", "--format", format);
  expect(code).toBe(1);
  expect(stdout).toContain("\\u202e");
  expectPrinted(format, stdout);
  expectPrinted("stderr", stderr);
});

test.each(["text", "json", "github", "sarif", "junit", "gitlab", "markdown"])("check --format %s prints none", (format) => {
  const { stdout, stderr, code } = runCli(folderOf(schema({ enum: ["b"] })), "check", "--against", "./old", "--format", format);
  expect(code).toBe(1);
  expect(stdout).toContain("\\u202e");
  expectPrinted(format, stdout);
  expectPrinted("stderr", stderr);
});

test("generated code and documents contain none, and the code keeps the meaning of its strings", () => {
  const folder = folderOf(schema());
  const { code, stderr, stdout } = runCli(folder, "generate", "--typebox");
  expect(`${stdout}${stderr}`).not.toContain("error");
  expect(code).toBe(0);
  for (const name of readdirSync(join(folder, "generated"))) expectSafe(name, readFileSync(join(folder, "generated", name), "utf8"));
  expect(runCli(folder, "docs", "--out", "docs").code).toBe(0);
  for (const name of readdirSync(join(folder, "docs"))) expectSafe(name, readFileSync(join(folder, "docs", name), "utf8"));
  const { stdout: document } = runCli(folder, "export", "asyncapi");
  expect(document).toContain("\\u202e");
  expectSafe("asyncapi", document);
});

test("validate and the argument that it cannot read print none", () => {
  const folder = folderOf(schema());
  const { stdout, stderr, code } = runCli(folder, "validate", "messages.ndjson");
  expect(code).toBe(1);
  expect(stdout).toContain("\\u202e");
  expectPrinted("validate", stdout + stderr);
  expectPrinted("usage", runCli(folder, `lint${evil}`).stderr);
});

test("tail and record show and write none of an event or of the server's farewell", async () => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  onTestFinished(() => {
    server.close();
  });
  server.on("connection", (socket) => {
    socket.send(JSON.stringify({ type: "a", [evil]: evil, more: { [evil]: 1 } }));
    setTimeout(() => socket.close(4404, "gone\u001b[2J\n::error::d\u202E"), 50);
  });
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  const url = `ws://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/`;
  const folder = folderOf(schema());
  for (const args of [
    ["tail", url, "--plain"],
    ["tail", url, "--plain", "--json"],
    ["record", url, "run.ndjson", "--plain"],
  ]) {
    const command = new CliProcess(folder, ...args);
    await command.ended();
    expectPrinted(args.join(" "), command.stdout + command.stderr);
  }
  const recorded = readFileSync(join(folder, "run.ndjson"), "utf8");
  expect(recorded).toContain("\\u202e");
  expectSafe("the recording", recorded);
});
