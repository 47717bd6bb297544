import { createWriteStream, existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { carriesTags } from "../../helpers/corpus-tags.js";
import { corpusCases, readJson, writeCaseConfig } from "../../helpers/corpus.js";
import { eventSchema, manifest, temporaryFolder } from "../../helpers/protocol-folder.js";
import { repository, runCli, runCliWith } from "../../helpers/run-cli.js";

const contents = {
  "schema/protocol.json": manifest({ server: ["moved.json", { ref: "note.json", name: "note", tag: null }], client: ["stop.json"] }),
  "schema/moved.json": eventSchema("moved", { by: { type: "integer" } }, ["by"]),
  "schema/stop.json": eventSchema("stop"),
  "schema/note.json": { type: "string", minLength: 1 },
};

describe("dagwire validate", () => {
  test("prints place, verdict, event and first reason of each message on stdout, and the summary on stderr", () => {
    const folder = temporaryFolder({
      ...contents,
      "log.ndjson": '{"type":"moved","by":1}\n\n{"type":"moved","by":"x"}\n{"type":"stop"}\n{"type":"new"}\n{"type":\n7\n',
    });
    const { code, stdout, stderr } = runCli(folder, "validate", "log.ndjson");
    expect(stdout).toBe(`log.ndjson:1 accepted moved
log.ndjson:3 refused moved at /by: expected integer, got "x"
log.ndjson:4 accepted stop
log.ndjson:5 unknown at /type: expected "moved", got "new"
log.ndjson:6 malformed not JSON: value expected at column 9
log.ndjson:7 refused expected object, got 7
`);
    expect(stderr).toBe("6 messages: 2 accepted, 2 refused, 1 unknown, 1 malformed\n");
    expect(code).toBe(1);
  });

  test("reads standard input; a list is a list of messages; json prints one object a line", () => {
    const { code, stdout } = runCliWith(
      temporaryFolder(contents),
      '[\n{"type":"moved","by":1},\n{"type":"moved"}]',
      "validate",
      "-",
      "--format",
      "json",
    );
    expect(
      stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { number: 1, verdict: "accepted", event: "moved", direction: "server", issues: [] },
      {
        number: 2,
        verdict: "refused",
        event: "moved",
        direction: "server",
        issues: [{ path: "/by", expected: "integer", got: "nothing" }],
      },
    ]);
    expect(code).toBe(1);
  });

  test("--event, --direction and --quiet", () => {
    const folder = temporaryFolder(contents);
    expect(runCliWith(folder, '"hello"', "validate", "-", "--event", "note")).toMatchObject({ code: 0, stdout: "-:1 accepted note\n" });
    expect(runCliWith(folder, '{"type":"stop"}', "validate", "-", "--direction", "server")).toMatchObject({
      code: 1,
      stdout: '-:1 unknown at /type: expected "moved", got "stop"\n',
    });
    expect(runCliWith(folder, '{"type":"stop"}', "validate", "-", "--quiet")).toMatchObject({
      code: 0,
      stdout: "",
      stderr: "1 message: 1 accepted\n",
    });
  });

  test("--tag gives a tag that is not part of the message", () => {
    const folder = temporaryFolder({
      "schema/protocol.json": manifest({ discriminator: "@name", server: [{ ref: "push.json", name: "push", tag: { "@name": "push" } }] }),
      "schema/push.json": { type: "object", required: ["ref"] },
    });
    expect(runCliWith(folder, '{"ref":1}', "validate", "-", "--tag", "name=push")).toMatchObject({
      code: 0,
      stdout: "-:1 accepted push\n",
    });
    expect(runCliWith(folder, '{"ref":1}', "validate", "-", "--tag", "name=pull")).toMatchObject({
      code: 1,
      stdout: '-:1 unknown at @name: expected "push", got "pull"\n',
    });
  });

  test("a list is one message if an event is a list", () => {
    const folder = temporaryFolder({
      "schema/protocol.json": manifest({
        discriminator: "/1",
        server: [{ ref: "call.json", name: "call", tag: { "/1": "call" }, at: "/2" }],
      }),
      "schema/call.json": { type: "object" },
    });
    expect(runCliWith(folder, '[2, "call",\n{}]', "validate", "-")).toMatchObject({ code: 0, stdout: "-:1 accepted call\n" });
  });

  test.each([
    ["no file", [], "name a file of messages"],
    ["a file that is not there", ["gone"], '"gone" does not exist.'],
    ["a folder", ["schema"], '"schema" is a folder.'],
    ["an event that is none", ["-", "--event", "movd"], 'Did you mean "moved"?'],
    ["a direction that is none", ["-", "--direction", "up"], '--direction is "server" or "client", not "up".'],
    ["a format that is none", ["-", "--format", "xml"], '--format is "text" or "json", not "xml".'],
    ["a tag without a value", ["-", "--tag", "x"], '--tag is NAME=VALUE, not "x".'],
  ])("for wrong use it prints a sentence: %s", (_name, args, want) => {
    const { code, stderr } = runCliWith(temporaryFolder(contents), "", "validate", ...args);
    expect(stderr).toContain(want);
    expect(code).toBe(2);
  });

  test("100,000 lines are read as a stream, with constant memory", async () => {
    const folder = temporaryFolder(contents);
    const file = createWriteStream(join(folder, "log.ndjson"));
    const line = `${JSON.stringify({ type: "moved", by: 1, pad: "x".repeat(1500) })}\n`;
    for (let number = 0; number < 100_000; number += 1) file.write(line);
    await new Promise((done) => file.end(done));
    const child = spawn(
      process.execPath,
      ["--max-old-space-size=96", `${repository}generator/bin/dagwire.js`, "validate", "log.ndjson", "--quiet"],
      { cwd: folder },
    );
    let talk = "";
    child.stderr.on("data", (chunk) => (talk += String(chunk)));
    expect(await new Promise((done) => child.on("exit", done))).toBe(0);
    expect(talk).toBe("100000 messages: 100000 accepted\n");
  }, 60_000);
});

type Example = { readonly file: string; readonly ref: string; readonly expect: string };

describe.skipIf(corpusCases().length === 0)("real messages of the corpus (../shared/corpus; skipped where absent)", () => {
  test.each(corpusCases())("$name: each message of a dispatched event gets the expected verdict", (corpusCase) => {
    const folder = temporaryFolder();
    const config = writeCaseConfig(corpusCase, folder);
    const listed = readJson(join(corpusCase.folder, "examples/index.json")) as readonly Example[];
    const written = readJson(join(folder, "protocol.json")) as { readonly server: readonly Entry[]; readonly client: readonly Entry[] };
    const dispatched = new Map(
      [...written.server, ...written.client]
        .filter(({ tag, at }) => tag !== null && at === undefined)
        .map(({ ref, name }) => [ref.split("/cases/")[1], name]),
    );
    const judged = listed.filter(({ file, ref, expect: verdict }) => {
      const isMeant =
        verdict === "reject" || (verdict === "accept" && carriesTags(readJson(join(corpusCase.folder, file)), corpusCase, ref));
      return isMeant && dispatched.has(`${corpusCase.name}/${ref}`);
    });
    const lines = judged.map(({ file }) => JSON.stringify(JSON.parse(readFileSync(join(corpusCase.folder, file), "utf8"))));
    writeFileSync(join(folder, "all.ndjson"), `${lines.join("\n")}\n`);
    const { stdout } = runCli(folder, "validate", "all.ndjson", "--config", config, "--format", "json");
    const verdicts = stdout
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { readonly verdict: string }).verdict === "accepted");
    expect(verdicts.length).toBeGreaterThan(10);
    const wrong = judged.filter(({ expect: want }, index) => verdicts[index] !== (want === "accept"));
    expect(wrong.map(({ file }) => file)).toEqual([]);
  });

  test.each(corpusCases().filter(({ folder }) => existsSync(join(folder, "examples/unknown"))))(
    "$name: a newer peer's messages are unknown",
    (corpusCase) => {
      const folder = temporaryFolder();
      const config = writeCaseConfig(corpusCase, folder);
      const unknown = join(corpusCase.folder, "examples/unknown");
      const lines = readdirSync(unknown).map((file) => JSON.stringify(readJson(join(unknown, file))));
      writeFileSync(join(folder, "all.ndjson"), lines.join("\n"));
      const { stdout } = runCli(folder, "validate", "all.ndjson", "--config", config);
      expect(
        stdout
          .split("\n")
          .slice(0, lines.length)
          .filter((line) => !/ (unknown|refused) /.test(line)),
      ).toEqual([]);
    },
  );
});

type Entry = { readonly ref: string; readonly name: string; readonly tag: object | null; readonly at?: string };
