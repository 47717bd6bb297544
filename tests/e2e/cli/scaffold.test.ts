import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { eventSchema, manifest, temporaryFolder, writeFolder } from "../../helpers/protocol-folder.js";
import { repository, runCli } from "../../helpers/run-cli.js";

const nested = (method: string): object => ({
  properties: { head: { properties: { method: { const: method } }, required: ["method"] } },
  required: ["head"],
});

function protocolFolder(...types: readonly string[]): string {
  const schemas = types.map((type) => [`schema/server/${type}.json`, eventSchema(type)]);
  return temporaryFolder({
    "schema/protocol.json": manifest({ server: types.map((type) => `server/${type}.json`) }),
    ...(Object.fromEntries(schemas) as Record<string, object>),
  });
}

/** Compiles a file of a folder in which the protocol was generated. */
function compile(folder: string, file: string): string {
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  if (!existsSync(join(folder, "node_modules/@dagwire")))
    symlinkSync(join(repository, "node_modules/@dagwire"), join(folder, "node_modules/@dagwire"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  const flags = [
    "--noEmit",
    "--strict",
    "--isolatedDeclarations",
    "--declaration",
    "--noUnusedLocals",
    "--noUnusedParameters",
    "--noFallthroughCasesInSwitch",
    "--module",
    "nodenext",
    "--target",
    "es2023",
    "--skipLibCheck",
    "--types",
    "",
  ];
  return spawnSync(process.execPath, [join(repository, "node_modules/typescript/bin/tsc"), ...flags, file], {
    cwd: folder,
    encoding: "utf8",
  }).stdout;
}

const run = (folder: string, ...args: readonly string[]): ReturnType<typeof runCli> =>
  runCli(folder, "scaffold", "src/handlers.ts", "--handlers", "server", ...args);
const handlers = (folder: string): string => readFileSync(join(folder, "src/handlers.ts"), "utf8");

describe("dagwire scaffold", () => {
  test("writes a switch that compiles, and adds a case when the protocol gets an event", () => {
    const folder = protocolFolder("started", "stopped");
    expect(runCli(folder, "generate").code).toBe(0);
    expect(run(folder)).toMatchObject({ code: 0, stdout: "src/handlers.ts\n", stderr: "src/handlers.ts: 2 cases written\n" });
    expect(handlers(folder)).toBe(`import { unreachable } from "@dagwire/runtime/codegen/v1";
import type { ServerEvent } from "../generated/index.js";

/** Handles every event that the engine sends to a dashboard. This file is yours: \`dagwire scaffold\` only adds handlers for new events, and comments at handlers of removed ones. */
export function handleServerEvent(event: ServerEvent): void {
  switch (event.type) {
    case "started":
      throw new Error('event "started" is not handled yet');
    case "stopped":
      throw new Error('event "stopped" is not handled yet');
    default:
      return unreachable(event);
  }
}
`);
    expect(compile(folder, "src/handlers.ts")).toBe("");

    const own = handlers(folder).replace(
      "throw new Error('event \"started\" is not handled yet');",
      "console.log( event ); // mine\n      break;",
    );
    writeFileSync(join(folder, "src/handlers.ts"), own);
    writeFolder(folder, {
      "schema/protocol.json": manifest({ server: ["server/started.json", "server/paused.json"] }),
      "schema/server/paused.json": eventSchema("paused"),
    });
    expect(run(folder, "--check")).toMatchObject({ code: 1, stdout: expect.stringContaining('lacks case "paused"') });
    expect(handlers(folder)).toBe(own);
    expect(run(folder)).toMatchObject({
      code: 0,
      stdout: 'src/handlers.ts: added case "paused"\nsrc/handlers.ts: marked case "stopped", whose event is no longer in the protocol\n',
      stderr: "src/handlers.ts: switch in line 6: 1 missing, 1 gone. The rest of the file is as it was.\n",
    });
    expect(handlers(folder)).toBe(
      own.replace(
        '    case "stopped":',
        `    case "paused":
      throw new Error('event "paused" is not handled yet');
    // dagwire: event "stopped" is no longer in the protocol; remove this case.
    case "stopped":`,
      ),
    );
    const before = statSync(join(folder, "src/handlers.ts")).mtimeMs;
    expect(run(folder)).toMatchObject({
      code: 0,
      stdout: "",
      stderr: "src/handlers.ts: up to date, 2 events handled by the switch in line 6\n",
    });
    expect(run(folder, "--check").code).toBe(0);
    expect(statSync(join(folder, "src/handlers.ts")).mtimeMs).toBe(before);
  });

  test("writes a handler map if no top-level property distinguishes the events", () => {
    const folder = temporaryFolder({
      "schema/protocol.json": manifest({ discriminator: "/head/method", server: ["a.json", "b.json"] }),
      "schema/a.json": nested("tools/call"),
      "schema/b.json": nested("it's"),
    });
    expect(runCli(folder, "generate").code).toBe(0);
    expect(run(folder, "--import", "../generated/server-event.js").code).toBe(0);
    expect(handlers(folder)).toContain('import type { ServerEventHandlers } from "../generated/server-event.js";');
    expect(handlers(folder)).toContain(`export const serverEventHandlers: ServerEventHandlers = {
  "tools/call": (_event) => {
    throw new Error('event "tools/call" is not handled yet');
  },
  "it's": (_event) => {
    throw new Error("event \\"it's\\" is not handled yet");
  },
};
`);
    expect(compile(folder, "src/handlers.ts")).toBe("");
    writeFolder(folder, {
      "schema/protocol.json": manifest({ discriminator: "/head/method", server: ["a.json", "b.json", "c.json"] }),
      "schema/c.json": nested("c"),
    });
    expect(run(folder).code).toBe(0);
    expect(runCli(folder, "generate").code).toBe(0);
    expect(compile(folder, "src/handlers.ts")).toBe("");
  });

  test("the handlers of a single event compile, also after another event is added", () => {
    const folder = protocolFolder("started");
    expect(runCli(folder, "generate").code).toBe(0);
    expect(run(folder).code).toBe(0);
    expect(compile(folder, "src/handlers.ts")).toBe("");
    writeFolder(folder, {
      "schema/protocol.json": manifest({ server: ["server/started.json", "server/stopped.json"] }),
      "schema/server/stopped.json": eventSchema("stopped"),
    });
    expect(run(folder)).toMatchObject({ code: 0, stdout: 'src/handlers.ts: added handler "stopped"\n' });
    expect(runCli(folder, "generate").code).toBe(0);
    expect(compile(folder, "src/handlers.ts")).toBe("");
  });

  test("the reference protocol's handlers compile, both sides", () => {
    const folder = temporaryFolder();
    const config = join(repository, "schema/dag/protocol.json");
    for (const side of ["server", "client"]) {
      expect(runCli(folder, "scaffold", `${side}.ts`, "--handlers", side, "--config", config, "--import", "@dagwire/dag").code).toBe(0);
      expect(compile(folder, `${side}.ts`)).toBe("");
    }
  });
});

test("for an event that may lack its tag, handlers compile, also with an updated switch", () => {
  const folder = protocolFolder("started", "stopped");
  writeFolder(folder, { "schema/server/started.json": { type: "object", properties: { type: { const: "started" } } } });
  expect(runCli(folder, "generate").code).toBe(0);
  expect(run(folder)).toMatchObject({ code: 0, stderr: "src/handlers.ts: 2 handlers written\n" });
  expect(compile(folder, "src/handlers.ts")).toBe("");

  const own = `import type { ServerEvent } from "../generated/index.js";
export function handle(event: ServerEvent): string {
  switch (event.type) {
    case "started":
      return "started";
    default:
      return "unknown";
  }
}
`;
  writeFolder(folder, { "src/handlers.ts": own });
  expect(run(folder)).toMatchObject({ code: 0, stdout: 'src/handlers.ts: added case "stopped"\n' });
  expect(compile(folder, "src/handlers.ts")).toBe("");
});

describe("scaffold does not change", () => {
  test.each([
    ["a file without handlers", "export const x = 1;\n", 'src/handlers.ts: handles no ServerEvent: add a switch over its "type"'],
    [
      "a file that is no TypeScript",
      "switch (event.type) {\n  case 'a'\n}\n",
      "src/handlers.ts:3:1: is not valid TypeScript: ':' expected. The file is left as it is.",
    ],
  ])("%s", (_name, text, want) => {
    const folder = protocolFolder("a");
    writeFolder(folder, { "src/handlers.ts": text });
    const { code, stderr } = run(folder);
    expect(code).toBe(1);
    expect(stderr).toContain(want);
    expect(handlers(folder)).toBe(text);
  });

  test("a file that is not text", () => {
    const folder = protocolFolder("a");
    writeFolder(folder, { "src/x.json": "{}" });
    const bytes = Buffer.from([0x2f, 0x2f, 0xff, 0x0a]);
    writeFileSync(join(folder, "src/handlers.ts"), bytes);
    expect(run(folder)).toMatchObject({ code: 2, stderr: expect.stringContaining("Name a UTF-8 text file") });
    expect(readFileSync(join(folder, "src/handlers.ts")).equals(bytes)).toBe(true);
  });

  test("a file beside a broken schema, whose findings it prints", () => {
    const folder = protocolFolder("a");
    writeFolder(folder, { "schema/server/a.json": "{" });
    expect(run(folder)).toMatchObject({ code: 1, stdout: expect.stringContaining("error JSON_INVALID") });
    expect(existsSync(join(folder, "src"))).toBe(false);
  });
});

test.each([
  ["no file", ["scaffold", "--handlers", "server"], "name the file for the handlers"],
  ["no side", ["scaffold", "x.ts"], 'add "--handlers server" or "--handlers client".'],
  ["another side", ["scaffold", "x.ts", "--handlers", "sever"], '"--handlers" takes "server" or "client", not "sever".'],
  ["no TypeScript", ["scaffold", "x.txt", "--handlers", "server"], '"x.txt" has to end in .ts'],
  [
    "another protocol",
    ["scaffold", "x.ts", "--handlers", "server", "--protocol", "y"],
    '"y" is not a protocol of the config; it has "test".',
  ],
])("wrong use: %s", (_name, args, want) => {
  const { code, stderr } = runCli(protocolFolder("a"), ...args);
  expect(code).toBe(2);
  expect(stderr).toContain(want);
});
