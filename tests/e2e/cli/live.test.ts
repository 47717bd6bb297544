import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { CliProcess } from "../../helpers/cli-process.js";
import { eventSchema, manifest, temporaryFolder } from "../../helpers/protocol-folder.js";
import { runCli } from "../../helpers/run-cli.js";

const contents = {
  "schema/protocol.json": manifest({ server: ["moved.json", "named.json"], client: ["stop.json"] }),
  "schema/moved.json": eventSchema("moved", { by: { type: "integer", minimum: 1 } }, ["by"]),
  "schema/named.json": eventSchema("named", { name: { type: "string", pattern: "^[a-f]{2}-\\d+$" } }, ["name"]),
  "schema/stop.json": eventSchema("stop", { why: { type: "string" } }),
};

/** Starts a server of `dagwire mock` or `replay`. Returns it with the address of one of its streams. */
async function serving(folder: string, ...args: readonly string[]): Promise<{ readonly host: CliProcess; readonly url: string }> {
  const host = new CliProcess(folder, ...args, "--port", "0", "--path", "/runs/:stream");
  const [, origin = ""] = await host.said(/(ws:\/\/127\.0\.0\.1:\d+)\/runs\/:stream: ready/);
  return { host, url: `${origin}/runs/r1` };
}

function events(lines: string): unknown[] {
  return lines
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
}

describe("dagwire mock and tail", () => {
  test("random events are valid and match patterns, and equal seeds give equal events", async () => {
    const folder = temporaryFolder(contents);
    const [one, two] = await Promise.all([1, 2].map(() => serving(folder, "mock", "--rate", "500", "--seed", "5")));
    const [first, second] = [one?.url, two?.url].map((url) => runCli(folder, "tail", url ?? "", "--json", "--count", "40"));
    expect(first?.code).toBe(0);
    expect(events(first?.stdout ?? "")).toHaveLength(40);
    expect(second?.stdout).toBe(first?.stdout);
    expect(new Set(events(first?.stdout ?? "").map((event) => (event as { type: string }).type))).toEqual(new Set(["moved", "named"]));
    one?.host.interrupt();
    expect(await one?.host.ended()).toBe(0);
  });

  test("a line shows time, name and fields; --event shows one name only", async () => {
    const folder = temporaryFolder(contents);
    const { url } = await serving(folder, "mock", "--rate", "500");
    const { stdout, stderr, code } = runCli(folder, "tail", url, "--event", "moved", "--count", "2");
    expect(stdout).toMatch(/^(\d\d:\d\d:\d\d\.\d{3} {2}moved {2}by=\d+\n){2}$/);
    expect(stderr).toBe("connected\n");
    expect(code).toBe(0);
  });

  test("a tail of an address without a stream says so, and tries again", async () => {
    const folder = temporaryFolder(contents);
    const { url } = await serving(folder, "mock");
    const tail = new CliProcess(folder, "tail", new URL("/walks/r1", url).href);
    await tail.said(/^cannot connect, trying again: No stream at this address \(HTTP 404\)\.$/m);
    tail.interrupt();
    expect(await tail.ended()).toBe(0);
  });

  test("a tail with TLS of a server without it says which scheme to use", async () => {
    const folder = temporaryFolder(contents);
    const { url } = await serving(folder, "mock");
    const tail = new CliProcess(folder, "tail", url.replace("ws:", "wss:"));
    await tail.said(/^cannot connect, trying again: The server at this address does not speak TLS\. Use "ws:" instead of "wss:"\.$/m);
    tail.interrupt();
    expect(await tail.ended()).toBe(0);
  });

  test("the mock checks and shows the events of clients", async () => {
    const { host, url } = await serving(temporaryFolder(contents), "mock");
    const socket = new WebSocket(url);
    socket.on("open", () => {
      socket.send('{"type":"stop","why":7}');
      socket.send('{"type":"stop","why":"late"}');
    });
    await host.said(/a client's message was refused: .*why/);
    host.interrupt();
    expect(await host.ended()).toBe(0);
    expect(host.stdout).toBe('{"stream":"r1","event":{"type":"stop","why":"late"}}\n');
  });
});

describe("dagwire record and replay", () => {
  test("replay plays a recorded run event for event, also from a truncated file", async () => {
    const folder = temporaryFolder(contents);
    const mock = await serving(folder, "mock", "--rate", "500");
    expect(runCli(folder, "record", mock.url, "run.ndjson", "--count", "30")).toMatchObject({ code: 0, stdout: "" });
    const recorded = events(readFileSync(join(folder, "run.ndjson"), "utf8"));
    appendFileSync(join(folder, "run.ndjson"), '{"ms":9');
    const { host, url } = await serving(folder, "replay", "run.ndjson", "--speed", "max", "--once");
    const { stdout, code } = runCli(folder, "tail", url, "--json");
    expect(events(stdout)).toEqual(recorded.slice(1).map((line) => (line as { event: unknown }).event));
    expect(code).toBe(0);
    expect(await host.ended()).toBe(0);
  });

  test("at half the speed replay takes about twice the time, by its own clock", async () => {
    const folder = temporaryFolder({
      ...contents,
      "run.ndjson": `{"recording":1,"source":"x","at":"2026-01-01T00:00:00Z"}
{"ms":0,"event":{"type":"moved","by":1}}
{"ms":150,"event":{"type":"moved","by":2}}
`,
    });
    const { host, url } = await serving(folder, "replay", "run.ndjson", "--speed", "0.5", "--once");
    expect(runCli(folder, "record", url, "again.ndjson").code).toBe(0);
    const [, first, second] = events(readFileSync(join(folder, "again.ndjson"), "utf8")) as { readonly ms: number }[];
    expect((second?.ms ?? 0) - (first?.ms ?? 0)).toBeGreaterThan(225);
    expect(host.stderr).toContain("recorded with another version of the protocol");
  });

  test("validate reads the output of --bare", async () => {
    const folder = temporaryFolder(contents);
    const { url } = await serving(folder, "mock", "--rate", "500");
    runCli(folder, "record", url, "bare.ndjson", "--bare", "--count", "5");
    expect(runCli(folder, "validate", "bare.ndjson", "--direction", "server")).toMatchObject({
      code: 0,
      stderr: "5 messages: 5 accepted\n",
    });
  });
});

const withState = {
  ...contents,
  "schema/protocol.json": manifest({ server: ["moved.json"], client: ["stop.json"], state: "state.json" }),
  "schema/state.json": {
    title: "Moves",
    type: "object",
    properties: { moves: { type: "array", items: { type: "integer", minimum: 1 } } },
  },
  "schema/moved.json": {
    ...eventSchema("moved", { by: { type: "integer", minimum: 1 } }, ["by"]),
    "x-state": { op: "append", at: "/moves", from: "/by", limit: 1000 },
  },
};

type Moves = { readonly ms: number; readonly state: { readonly moves: number[] } };
type Move = { readonly ms: number; readonly event: { readonly by: number } };

describe("sessions, if the protocol declares a state", () => {
  test("a tail begins with the state; with --plain it gets all events", async () => {
    const folder = temporaryFolder(withState);
    const { url } = await serving(folder, "mock", "--rate", "50");
    const first = events(runCli(folder, "tail", url, "--json", "--plain", "--count", "20").stdout);
    const later = runCli(folder, "tail", url, "--count", "1").stdout.split("\n");
    expect(later[0]).toMatch(/ {2}state {2}moves=\[\d.*/);
    expect(later[1]).toMatch(/ {2}moved {2}by=\d+$/);
    expect(events(runCli(folder, "tail", url, "--plain", "--json", "--count", "20").stdout)).toEqual(first);
  });

  test("a recording that began in the middle is played from its first state on", async () => {
    const folder = temporaryFolder(withState);
    const mock = await serving(folder, "mock", "--rate", "500");
    runCli(folder, "tail", mock.url, "--count", "10");
    expect(runCli(folder, "record", mock.url, "run.ndjson", "--count", "5")).toMatchObject({ code: 0 });
    const [, begins, ...rest] = events(readFileSync(join(folder, "run.ndjson"), "utf8")) as [unknown, Moves, ...Move[]];
    expect(begins.state.moves.length).toBeGreaterThanOrEqual(10);
    const { url, host } = await serving(folder, "replay", "run.ndjson", "--speed", "max");
    const tail = new CliProcess(folder, "tail", url);
    await host.said(/played to the end/);
    const last = runCli(folder, "tail", url, "--count", "1", "--plain", "--json");
    expect(events(last.stdout)).toEqual([rest[0]?.event]);
    const again = new CliProcess(folder, "record", url, "again.ndjson");
    await again.said(/connected/);
    tail.interrupt();
    again.interrupt();
    await again.ended();
    const [, whole] = events(readFileSync(join(folder, "again.ndjson"), "utf8")) as [unknown, Moves];
    expect(whole.state.moves).toEqual([...begins.state.moves, ...rest.map(({ event }) => event.by)]);
  });

  test("tail and record show what has happened before as one state, also if the server's state for newcomers is older", async () => {
    const folder = temporaryFolder(withState);
    const run = Array.from({ length: 30 }, (_none, index) => `{"ms":${index * 20},"event":{"type":"moved","by":${index + 1}}}\n`);
    writeFileSync(join(folder, "run.ndjson"), `{"recording":1,"source":"x","at":"2026-01-01T00:00:00Z"}\n${run.join("")}`);
    const { host, url } = await serving(folder, "replay", "run.ndjson");
    // The server makes its state for newcomers for this client, before most events.
    const first = new CliProcess(folder, "record", url, "first.ndjson");
    await host.said(/played to the end/);
    const tail = new CliProcess(folder, "tail", url);
    const record = new CliProcess(folder, "record", url, "last.ndjson");
    for (const each of [tail, record]) await each.said(/connected/);
    for (const each of [first, tail, record]) {
      each.interrupt();
      expect(await each.ended()).toBe(0);
    }
    expect(events(readFileSync(join(folder, "first.ndjson"), "utf8")).length).toBeGreaterThan(2);
    const moves = Array.from({ length: 30 }, (_none, index) => index + 1);
    expect(events(readFileSync(join(folder, "last.ndjson"), "utf8")).slice(1)).toEqual([{ ms: expect.any(Number), state: { moves } }]);
    expect(tail.stdout.trim().split("\n")).toEqual([expect.stringMatching(/ {2}state {2}moves=\[1,2,/)]);
  });

  test("a recording waits for a stopped server, because it can continue at its position", async () => {
    const folder = temporaryFolder(withState);
    const { host, url } = await serving(folder, "mock", "--rate", "200");
    const recording = new CliProcess(folder, "record", url, "run.ndjson");
    await recording.said(/connected/);
    host.kill();
    await recording.said(/connection lost/);
    recording.interrupt();
    expect(await recording.ended()).toBe(0);
    expect(recording.stderr).not.toContain("ended, because the server would send its events again");
  });
});

describe("wrong input", () => {
  test.each([
    [["tail"], "name the address of a stream"],
    [["tail", "nowhere"], 'expected a ws: or wss: address, got "nowhere"'],
    [["tail", "ws://127.0.0.1:1/x", "--event", "move"], 'Did you mean "moved"?'],
    [["tail", "ws://127.0.0.1:1/x", "--count", "0"], 'expected a whole number from 1 to 9007199254740991, got "0"'],
    [["record", "ws://127.0.0.1:1/x"], "name a file to write to"],
    [["record", "ws://127.0.0.1:1/x", "here.txt"], "here.txt exists already"],
    [["record", "ws://127.0.0.1:1/x", "no/such/folder.ndjson"], "cannot be written"],
    [["replay"], "name a file that `dagwire record` wrote"],
    [["replay", "here.txt"], "line 1: expected a recording's head"],
    [["replay", "broken.ndjson"], 'line 3: expected {"ms":…,"event":…}, got nonsense'],
    [["replay", "absent.ndjson"], "absent.ndjson cannot be read"],
    [["replay", "broken.ndjson", "--speed", "fast"], "expected a number above 0, or max"],
    [["mock", "--path", "/runs"], 'expected a path with one segment ":stream"'],
    [["mock", "--port", "70000"], "expected a whole number from 0 to 65535"],
    [["mock", "--rate=0"], "expected a number above 0"],
  ])("for %j it prints what is wrong and exits 2", (args, message) => {
    const folder = temporaryFolder({
      ...contents,
      "here.txt": "x\n",
      "broken.ndjson": '{"recording":1}\n{"ms":1,"event":1}\nnonsense\n{"ms":1,"event":1}\n',
    });
    const { code, stderr, stdout } = runCli(folder, ...args);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  test("for a port that is taken it prints a sentence", async () => {
    const folder = temporaryFolder(contents);
    const { url } = await serving(folder, "mock");
    const { code, stderr } = runCli(folder, "mock", "--port", new URL(url).port);
    expect(stderr).toMatch(/cannot listen on port \d+: .*EADDRINUSE/);
    expect(code).toBe(2);
  });
});

test("a recording in plain mode ends when the connection is lost, and says why", async () => {
  const folder = temporaryFolder(contents);
  const { host, url } = await serving(folder, "mock", "--rate", "200");
  const recording = new CliProcess(folder, "record", url, "run.ndjson", "--plain");
  await recording.said(/connected/);
  host.kill();
  expect(await recording.ended()).toBe(1);
  expect(recording.stderr).toMatch(
    /connection lost \(1006\).*\nended, because the server would send its events again after a reconnect\nrun\.ndjson: \d+ events\n/,
  );
});
