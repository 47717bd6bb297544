import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { corpusCases, readJson, sharedFolder } from "../../helpers/corpus.js";
import type { CorpusCase } from "../../helpers/corpus.js";
import { eventSchema, temporaryFolder, writeFolder } from "../../helpers/protocol-folder.js";
import { repository, runCli } from "../../helpers/run-cli.js";
import { describeWithShared } from "../../helpers/shared-data.js";

type Entry = { readonly ref: string; readonly tag?: Readonly<Record<string, unknown>> | null };
type Drafted = {
  readonly discriminator: string | readonly string[];
  readonly server: readonly (string | Entry)[];
  readonly client: readonly (string | Entry)[];
};

const drafted = (folder: string): Drafted => readJson(join(folder, "protocol.json")) as Drafted;

/** Counts the events in the map of a side, which also types the handlers. */
function handled(folder: string, side: "server" | "client"): number {
  const text = readFileSync(join(folder, `generated/${side}-event.ts`), "utf8");
  const map = /^export type (?:Server|Client)EventMap = \{([^}]*)\};/m.exec(text)?.[1] ?? "";
  return map.match(/^ {2}readonly /gm)?.length ?? 0;
}

describe("dagwire init --from", () => {
  const contents = {
    "all.json": {
      oneOf: [
        { title: "A", ...eventSchema("a") },
        { title: "B", ...eventSchema("b") },
      ],
    },
  };

  test("drafts a manifest from which generate works, and prints its open questions", () => {
    const folder = temporaryFolder(contents);
    const { code, stdout, stderr } = runCli(folder, "init", "--from", "all.json");
    const lines = ["protocol.json", "dagwire.config.json", ".gitattributes (generated/*.ts text eol=lf)"];
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${lines.join("\n")}\n` });
    expect(stderr).toContain('The schemas do not show who sends these events, so they are listed under "server": "A", "B".');
    expect(drafted(folder)).toMatchObject({ name: "all", discriminator: "/type", server: ["all.json"], client: [] });
    expect(runCli(folder, "generate").code).toBe(0);
  });

  test("never overwrites a manifest, and keeps a config", () => {
    const folder = temporaryFolder({ ...contents, "protocol.json": "mine\n", "other/dagwire.config.json": "mine\n" });
    expect(runCli(folder, "init", "--from", "all.json")).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining("protocol.json exists already, so nothing was written."),
    });
    expect(readFileSync(join(folder, "protocol.json"), "utf8")).toBe("mine\n");
    expect(runCli(folder, "init", "--from", "all.json", "--out", "other")).toMatchObject({ code: 0, stdout: "other/protocol.json\n" });
    expect(drafted(join(folder, "other")).server).toEqual(["../all.json"]);
    expect(readFileSync(join(folder, "other/dagwire.config.json"), "utf8")).toBe("mine\n");
  });

  test("for a keyword of the authors' vocabulary the config sets a warning", () => {
    const folder = temporaryFolder({
      "all.json": {
        oneOf: [
          { title: "A", ...eventSchema("a"), zebra: 1 },
          { title: "B", ...eventSchema("b") },
        ],
      },
    });
    expect(runCli(folder, "init", "--from", "all.json").stderr).toContain("the config lowers to warnings: UNKNOWN_KEYWORD");
    expect(readJson(join(folder, "dagwire.config.json"))).toMatchObject({ severity: { UNKNOWN_KEYWORD: "warning" } });
  });

  test.each([
    ["a path that does not exist", "gone.json", 2, '"gone.json" does not exist.'],
    ["a file that is not JSON", "broken.json", 2, "JSON_INVALID"],
    ["a file of YAML", "api.yaml", 2, "turn the file into JSON first"],
    ["a folder without schemas", "empty", 1, "has no schema of a message"],
  ])("%s", (_name, from, code, want) => {
    const folder = temporaryFolder({ "broken.json": "{", "api.yaml": "asyncapi: 3.0.0\n", "empty/x.txt": "" });
    const result = runCli(folder, "init", "--from", from);
    expect(result.stdout + result.stderr).toContain(want);
    expect(result.code).toBe(code);
    expect(result.stderr).not.toMatch(/^\s+at /m);
    expect(existsSync(join(folder, "protocol.json"))).toBe(false);
  });

  test.each([
    [
      "no definition looks like a message",
      { $defs: { A: { type: "object" }, B: { type: "object" } } },
      "no schema that looks like a message",
    ],
    [
      "no message has a JSON schema",
      {
        asyncapi: "3.0.0",
        channels: { all: { messages: { old: { payload: { schemaFormat: "application/vnd.apache.avro", schema: {} } } } } },
      },
      'The payloads of these messages are not described by JSON Schema, so they are not in the draft: "old".',
    ],
  ])("a draft without an event is refused, and nothing is written: %s", (_name, schema, want) => {
    const folder = temporaryFolder({ "all.json": schema });
    const { code, stdout, stderr } = runCli(folder, "init", "--from", "all.json");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(want);
    expect(existsSync(join(folder, "protocol.json"))).toBe(false);
  });

  test("a schema that nests too deeply", () => {
    const folder = temporaryFolder();
    writeFolder(folder, { "deep.json": `${'{"properties":{"a":'.repeat(20_000)}{}${"}}".repeat(20_000)}` });
    const result = runCli(folder, "init", "--from", "deep.json");
    expect(result.code).toBeLessThan(3);
    expect(result.stderr).not.toMatch(/^\s+at /m);
  });

  test("GitHub's webhooks: the event's name comes outside the message", () => {
    const folder = temporaryFolder();
    const from = relative(folder, join(repository, "node_modules/@octokit/webhooks-schemas/schema.json"));
    expect(runCli(folder, "init", "--from", from).code).toBe(0);
    const { discriminator, server } = drafted(folder);
    expect(discriminator).toEqual(["@name", "/action"]);
    expect(server).toContainEqual({ ref: `${from}#/definitions/issues$opened`, tag: { "@name": "issues", "/action": "opened" } });
    expect(server).toContainEqual({ ref: `${from}#/definitions/push$event`, tag: { "@name": "push" } });
    expect(server.filter((entry) => typeof entry === "object" && entry.tag === null)).toEqual([]);
    expect(runCli(folder, "generate").code).toBe(0);
    expect(handled(folder, "server")).toBe(server.length);
  });
});

/** Returns how many events of a side a dispatcher can distinguish, by the corpus's own list. */
function dispatchable({ events }: CorpusCase, side: "server" | "client"): number {
  const isServer = (direction: string): boolean => /^(server|agent|adapter|engine)->|^both/.test(direction);
  const keys = events
    .filter(({ direction }) => isServer(direction) === (side === "server") || direction.startsWith("both"))
    .flatMap(({ tags }) => (Object.keys(tags).length === 0 ? [] : [JSON.stringify(tags)]));
  return keys.filter((key, index) => keys.indexOf(key) === index && keys.lastIndexOf(key) === index).length;
}

describeWithShared("real protocols", "corpus/cases", () => {
  test.each(corpusCases().map((one) => [one.name, one] as const))(
    "%s: generate works with the draft, and every event is on its side",
    (_name, one) => {
      const folder = temporaryFolder();
      const source = existsSync(join(one.folder, "schema.json")) ? "schema.json" : "schema";
      expect(runCli(folder, "init", "--from", join(one.folder, source)).code).toBe(0);
      expect(runCli(folder, "generate").code).toBe(0);
      for (const side of ["server", "client"] as const) expect([side, handled(folder, side)]).toEqual([side, dispatchable(one, side)]);
    },
  );
});

describeWithShared("versions of real protocols", "corpus/histories", () => {
  test.each(["ag-ui/0.0.27.json", "mcp/2024-11-05.json", "dap/v1.32.0.json", "openai-responses/005-2026-07-15-535f5dc.json", "eiffel"])(
    "%s: the draft generates",
    (path) => {
      const folder = temporaryFolder();
      expect(runCli(folder, "init", "--from", join(sharedFolder, "corpus/histories", path)).code).toBe(0);
      expect(runCli(folder, "generate").code).toBe(0);
    },
  );
});
