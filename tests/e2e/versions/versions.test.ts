import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { repository } from "../../helpers/run-cli.js";

/** Inside the repository, so that programs find `ws`. The folder of the old programs has the packages of 0.1.0. */
const folder = join(repository, ".dagwire/versions");
const packages = join(repository, "tests/baselines/packages-0.1.0");
const programs = import.meta.dirname;

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  for (const version of ["old", "new"] as const) {
    mkdirSync(join(folder, version), { recursive: true });
    for (const role of ["server", "client"]) copyFileSync(join(programs, `${version}-${role}.mjs`), join(folder, version, `${role}.mjs`));
  }
  for (const name of ["runtime", "dag"]) {
    const target = join(folder, "old/node_modules/@dagwire", name);
    mkdirSync(target, { recursive: true });
    execFileSync("tar", ["xzf", join(packages, `dagwire-${name}-0.1.0.tgz`), "-C", target, "--strip-components=1"]);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Version = "old" | "new";

/** A program that takes lines and prints lines. */
class Program {
  readonly #child;
  readonly lines: string[] = [];

  constructor(version: Version, role: "server" | "client", ...parameters: readonly string[]) {
    this.#child = spawn(process.execPath, [join(folder, version, `${role}.mjs`), ...parameters], { stdio: ["pipe", "pipe", "inherit"] });
    onTestFinished(() => void this.#child.kill("SIGKILL"));
    let rest = "";
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => {
      const [...whole] = (rest + text).split("\n");
      rest = whole.pop() ?? "";
      this.lines.push(...whole);
    });
  }

  tell(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  /** Tells the program a line until it answers so: the program may not have read yet what another one has sent. */
  async saysInTime(line: string, answer: string): Promise<void> {
    const tell = (): readonly string[] => {
      this.tell(line);
      return this.lines;
    };
    await expect.poll(tell, { timeout: 10_000 }).toContain(answer);
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null;
  }

  async saysAfter(line: string, answer: string): Promise<void> {
    this.tell(line);
    await expect.poll(() => this.lines, { timeout: 10_000 }).toContain(answer);
  }

  /** The last printed state. */
  get state(): unknown {
    const line = this.lines.findLast((text) => text.startsWith("state "));
    return line === undefined ? undefined : JSON.parse(line.slice("state ".length));
  }
}

const event = (status: string): string => JSON.stringify({ type: "node_state", node_id: "build", status });
const started = JSON.stringify({ type: "run_started", run_id: "run-1", graph: { nodes: { build: {} }, edges: {} } });

test.each<{ server: Version; client: Version }>([
  { server: "old", client: "old" },
  { server: "old", client: "new" },
  { server: "new", client: "old" },
  { server: "new", client: "new" },
])(
  "[HS8] $client client, $server server: the client has the state, misses nothing after a cut, and its commands take effect",
  async ({ server, client }) => {
    const engine = new Program(server, "server");
    await expect.poll(() => engine.lines.length, { timeout: 10_000 }).toBe(1);
    engine.tell(started);
    const page = new Program(client, "client", `ws://127.0.0.1:${engine.lines[0] ?? ""}/api/dags/run-1/stream`);
    await expect.poll(() => page.state, { timeout: 10_000 }).toMatchObject({ run: { phase: "running" } });

    const isNew = server === "new" && client === "new";
    expect(page.lines).toContain(`speaks ${isNew ? "dagwire.v1.1" : "dagwire.v1"}`);

    page.tell("cut");
    engine.tell(event("running"));
    await expect.poll(() => page.state, { timeout: 10_000 }).toMatchObject({ nodes: { build: { status: "running" } } });

    await page.saysAfter("resume_execution", 'command resume_execution accepted {"resumed":true}');
    await page.saysAfter("cancel_execution", "command cancel_execution not_now this run cannot be cancelled");
    page.tell("pause_execution");
    await expect.poll(() => page.state, { timeout: 10_000 }).toMatchObject({ run: { phase: "paused" } });
    expect({ engine: engine.isRunning, page: page.isRunning }).toEqual({ engine: true, page: true });
  },
  40_000,
);

test.each<Version>(["old", "new"])(
  "[LS3] [RS14] [LS4] a client of today and an %s server whose events it cannot read: it asks for the state, and leaves when it cannot read that",
  async (server) => {
    const engine = new Program(server, "server", "newer");
    await expect.poll(() => engine.lines.length, { timeout: 10_000 }).toBe(1);
    engine.tell(started);
    engine.tell(event("running"));
    const page = new Program("new", "client", `ws://127.0.0.1:${engine.lines[0] ?? ""}/api/dags/run-1/stream`);
    await expect.poll(() => page.state, { timeout: 10_000 }).toMatchObject({ nodes: { build: { status: "running" } } });

    engine.tell(JSON.stringify({ type: "node_skipped", node_id: "build" }));
    await expect
      .poll(() => page.lines, { timeout: 10_000 })
      .toContain(lossLine("live undefined", { unknown: 1, refused: 0, states: 0, isHealed: false }));
    // The client asks for the state after 1 to 6 s.
    await expect.poll(() => page.state, { timeout: 20_000 }).toMatchObject({ nodes: { build: { status: "skipped" } } });
    // The client prints the status after the state, so this line may arrive later.
    await expect
      .poll(() => page.lines, { timeout: 10_000 })
      .toContain(lossLine("live undefined", { unknown: 1, refused: 0, states: 0, isHealed: true }));

    engine.tell(JSON.stringify({ type: "node_state", node_id: "build", status: "failed", attempt: "many" }));
    const left = lossLine("incompatible 4409", { unknown: 1, refused: 1, states: 1, isHealed: false });
    await expect.poll(() => page.lines, { timeout: 10_000 }).toContain(left);
    expect(page.state).toMatchObject({ nodes: { build: { status: "skipped" } } });
    if (server === "new") await engine.saysInTime("stats", "stats 1 1 1 1");
    expect({ engine: engine.isRunning, page: page.isRunning }).toEqual({ engine: true, page: true });
  },
  40_000,
);

function lossLine(status: string, loss: object): string {
  return `loss ${status} ${JSON.stringify(loss)}`;
}
