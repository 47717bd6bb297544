import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { findProcesses, script } from "./engine-run.js";

const main = fileURLToPath(new URL("../../../examples/engine/dist/main.js", import.meta.url));
const folder = mkdtempSync(path.join(os.tmpdir(), "dagwire-main-test-"));
const programs: Program[] = [];

/** The engine as `npm start` runs it. */
class Program {
  output = "";
  readonly exitCode: Promise<number | null>;
  readonly #child: ChildProcess;

  constructor(...parameters: readonly string[]) {
    this.#child = spawn(process.execPath, [main, "--log", path.join(folder, randomUUID()), ...parameters], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child.stdout?.on("data", (bytes: Buffer) => (this.output += bytes.toString()));
    this.#child.stderr?.on("data", (bytes: Buffer) => (this.output += bytes.toString()));
    this.exitCode = new Promise((resolve) => this.#child.once("close", resolve));
    programs.push(this);
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  async stop(): Promise<void> {
    this.signal("SIGTERM");
    const kill = setTimeout(() => this.signal("SIGKILL"), 5_000);
    await this.exitCode;
    clearTimeout(kill);
  }

  /** Waits for text on the terminal and returns the first group of the match. */
  async find(pattern: RegExp): Promise<string> {
    await expect.poll(() => this.output, { timeout: 10_000 }).toMatch(pattern);
    return pattern.exec(this.output)?.[1] ?? "";
  }

  findStream(): Promise<string> {
    return this.find(/(ws:\S+)/);
  }
}

/** A client without this library. */
class BareClient {
  readonly events: { readonly [field: string]: unknown; readonly type: string }[] = [];
  readonly closeCode: Promise<number>;
  readonly #socket: WebSocket;

  constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
    this.#socket = new WebSocket(url, { headers });
    this.#socket.on("message", (data: Buffer) => this.events.push(JSON.parse(data.toString())));
    this.#socket.on("error", () => undefined);
    this.closeCode = new Promise((resolve) => this.#socket.once("close", resolve));
  }

  send(text: string): void {
    this.#socket.send(text);
  }

  async find(type: string): Promise<{ readonly [field: string]: unknown }> {
    await expect.poll(() => this.events.map((event) => event.type), { timeout: 10_000 }).toContain(type);
    return this.events.find((event) => event.type === type) ?? {};
  }
}

function writePipeline(nodes: object): string {
  const file = path.join(folder, `${randomUUID()}.json`);
  writeFileSync(file, JSON.stringify({ title: "Test", stop_grace_ms: 200, nodes }));
  return file;
}

const gated = {
  first: { command: script(`console.log("hello")`) },
  approve: { gate: {}, after: ["first"] },
  last: { command: script(""), after: ["approve"] },
};

afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.stop()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!existsSync(main))("npm start", () => {
  it("serves a run that a bare WebSocket and JSON.parse can follow and approve", async () => {
    const program = new Program("--port", "0", "--exit", "--pipeline", writePipeline(gated));
    const url = await program.findStream();
    const client = new BareClient(url);
    await client.find("human_gate_waiting");
    client.send(JSON.stringify({ type: "human_decision", node_id: "approve", decision: "approve" }));
    expect(await client.find("execution_complete")).toMatchObject({ status: "completed" });
    expect(client.events[0]?.type).toBe("run_started");
    expect(await client.closeCode).toBe(1000);
    expect(await program.exitCode).toBe(0);
  });

  it("lists the run, sends all of it to a late client, and survives invalid requests", async () => {
    const program = new Program("--port", "0", "--pipeline", writePipeline(gated));
    const url = await program.findStream();
    const list: unknown = await (await fetch(`http://${new URL(url).host}/api/dags`)).json();
    expect(list).toMatchObject([{ title: "Test", status: "running" }]);
    const rude = new BareClient(url);
    await rude.find("human_gate_waiting");
    for (const text of [
      "{",
      "[]",
      `{"type":"no_such_event"}`,
      `{"type":"human_decision","node_id":"approve","decision":"maybe"}`,
      `{"type":"retry_node","node_id":"__proto__"}`,
    ])
      rude.send(text);
    await expect.poll(() => rude.events.filter(({ type }) => type === "error").length).toBe(5);
    const late = new BareClient(url);
    await late.find("human_gate_waiting");
    expect(late.events.filter(({ type }) => type === "error")).toEqual([]);
    late.send(`{"type":"human_decision","node_id":"approve","decision":"reject"}`);
    expect(await rude.find("execution_complete")).toMatchObject({ status: "failed" });
    await program.find(/(The page stays)/);
    program.signal("SIGINT");
    expect(await program.exitCode).toBe(0);
  });

  it("runs without a user with --exit --approve", async () => {
    const program = new Program("--port", "0", "--exit", "--approve", "--pipeline", writePipeline(gated));
    expect(await program.exitCode).toBe(0);
    expect(program.output).toContain("The run is over: completed");
  });

  it("exits with 1 if a run without a user fails", async () => {
    const program = new Program("--port", "0", "--exit", "--pipeline", writePipeline({ a: { command: script("process.exit(1)") } }));
    expect(await program.exitCode).toBe(1);
    expect(program.output).toContain(`failed ("a" failed: exited with code 1)`);
  });

  it("cancels the run on Ctrl-C and leaves no process behind", async () => {
    const mark = randomUUID();
    const program = new Program(
      "--port",
      "0",
      "--pipeline",
      writePipeline({ a: { command: script(`process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); /* ${mark} */`) } }),
    );
    await program.find(/(running)/);
    await expect.poll(() => findProcesses(mark)).toHaveLength(1);
    program.signal("SIGINT");
    expect(await program.exitCode).toBe(130);
    expect(program.output).toContain("cancelled (interrupted on the terminal)");
    expect(findProcesses(mark)).toEqual([]);
  });

  it("kills everything on the second Ctrl-C", async () => {
    const mark = randomUUID();
    const file = path.join(folder, "slow.json");
    const ready = path.join(folder, "slow.ready");
    const stubborn = `process.on("SIGTERM", () => {}); require("node:fs").writeFileSync(${JSON.stringify(ready)}, ""); setInterval(() => {}, 1000); /* ${mark} */`;
    const nodes = { a: { command: script(stubborn) } };
    writeFileSync(file, JSON.stringify({ title: "Slow", stop_grace_ms: 60_000, nodes }));
    const program = new Program("--port", "0", "--pipeline", file);
    // Before its handler is installed, SIGTERM would end the node, and the run with it.
    await expect.poll(() => existsSync(ready), { timeout: 10_000 }).toBe(true);
    expect(findProcesses(mark)).toHaveLength(1);
    program.signal("SIGINT");
    await program.find(/(Cancelling)/);
    program.signal("SIGINT");
    expect(await program.exitCode).toBe(130);
    await expect.poll(() => findProcesses(mark)).toEqual([]);
  });

  it("refuses pages of other origins, and other host names that resolve to this machine", async () => {
    const program = new Program("--port", "0", "--pipeline", writePipeline(gated));
    const url = await program.findStream();
    expect(await new BareClient(url, { origin: "http://evil.example" }).closeCode).toBe(4403);
    const { port } = new URL(url);
    expect(await new BareClient(url, { host: `evil.example:${port}`, origin: `http://evil.example:${port}` }).closeCode).toBe(4403);
  });

  const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["an unknown option", ["--colour"], /Unknown option '--colour'/],
    ["a missing file", ["--pipeline", "/no/such/file.json"], /cannot read the pipeline/],
    ["a bad pipeline", ["--pipeline", writePipeline({ a: { gate: {}, after: ["b"] } })], /\.json:1:\d+ error: node "b" does not exist/],
  ];
  it.each(wrong)("answers %s with a sentence and exit code 2", async (_name, parameters, message) => {
    const program = new Program(...parameters);
    expect(await program.exitCode).toBe(2);
    expect(program.output).toMatch(message);
    expect(program.output).not.toContain("    at ");
  });

  it("prints a help text", async () => {
    const program = new Program("--help");
    expect(await program.exitCode).toBe(0);
    expect(program.output).toContain("Usage: npm start");
  });
});

describe.skipIf(!existsSync(main))("a run that was cut off", () => {
  it("after kill -9 the run still has every acknowledged event, and is reported as ended", async () => {
    const log = path.join(folder, randomUUID());
    const killed = new Program("--port", "0", "--log", log, "--pipeline", writePipeline(gated));
    const url = await killed.findStream();
    const client = new BareClient(url);
    await client.find("human_gate_waiting");
    killed.signal("SIGKILL");
    await killed.exitCode;
    const next = new Program("--port", "0", "--log", log, "--pipeline", writePipeline(gated));
    const { host } = new URL(await next.findStream());
    const list: unknown = await (await fetch(`http://${host}/api/dags`)).json();
    expect(list).toMatchObject([{ status: "running" }, { status: "cancelled" }]);
    const again = new BareClient(`ws://${host}${new URL(url).pathname}`);
    const end = await again.find("execution_complete");
    expect(end).toMatchObject({ status: "cancelled", error: { code: "engine_stopped" } });
    // A greeting leaves out events that later ones have replaced.
    const told = client.events.filter(({ type }) => type !== "progress" && type !== "cost_update");
    expect(again.events).toEqual(expect.arrayContaining(told));
    again.send(`{"type":"human_decision","node_id":"approve","decision":"approve"}`);
    expect(await again.find("error")).toMatchObject({ message: expect.stringContaining("run_over") as string });
  });
});
