import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { contestants } from "./contestants/index.js";
import type { ContestantName } from "./contestants/index.js";
import { FaultProxy } from "./fault-proxy.js";
import type { ClientAnswer, ServerAnswer } from "./messages.js";
import { Tally } from "./tally.js";
import type { Outcome } from "./tally.js";

/** A fault of the connections or of the server. */
export type FaultKind = "kill -9" | "cut" | "black hole";

const at = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const publishEveryMs = 5;
const commandEveryMs = 50;
const blackHoleMs = 1_500;
/** The wait at the end, longer than any contestant needs to reconnect. dagwire's client waits up to 30 s after many failures. */
const settleMs = 40_000;

/** Runs a server and a client with a faulty proxy between them, and counts what arrives. */
export class Trial {
  readonly #name: ContestantName;
  readonly #kind: FaultKind;
  readonly #folder = mkdtempSync(join(tmpdir(), "dagwire-reliability-"));
  readonly #tally = new Tally();
  #port = 0;
  #server: ChildProcess | undefined;
  #timers: NodeJS.Timeout[] = [];
  #lastNumber = 0;
  #lastCommand = 0;

  constructor(name: ContestantName, kind: FaultKind) {
    this.#name = name;
    this.#kind = kind;
  }

  /** @param random returns numbers in [0, 1), for the times of the faults. */
  async run(faults: number, random: () => number): Promise<Outcome> {
    this.#port = await freePort();
    await this.#startServer();
    const proxy = await FaultProxy.start(this.#port);
    const client = await this.#startClient(proxy.port);
    this.#startTraffic(client);
    // oxlint-disable-next-line no-await-in-loop -- one fault after the other
    for (let index = 0; index < faults; index++) await this.#fault(proxy, random);
    for (const timer of this.#timers) clearInterval(timer);
    await pause(settleMs);
    client.disconnect();
    this.#server?.disconnect();
    proxy.close();
    await pause(200);
    const outcome = this.#tally.outcome(await contestants[this.#name].effects(this.#folder));
    rmSync(this.#folder, { recursive: true, force: true });
    return outcome;
  }

  async #fault(proxy: FaultProxy, random: () => number): Promise<void> {
    await pause(200 + random() * 600);
    if (this.#kind === "cut") proxy.cut();
    else if (this.#kind === "kill -9") await this.#restart();
    else {
      proxy.blackHole(blackHoleMs);
      await pause(blackHoleMs);
    }
  }

  async #restart(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    const exited = new Promise((resolve) => server?.once("exit", resolve));
    server?.kill("SIGKILL");
    await exited;
    await this.#startServer();
  }

  async #startServer(): Promise<void> {
    const server = fork(at("server-process.js"), [this.#name, String(this.#port), this.#folder]);
    await new Promise<void>((resolve) => {
      server.on("message", (message: ServerAnswer) => {
        if (message.kind === "published") this.#tally.published(message.number);
        else resolve();
      });
    });
    this.#server = server;
  }

  async #startClient(port: number): Promise<ChildProcess> {
    const client = fork(at("client-process.js"), [this.#name, String(port)]);
    await new Promise<void>((resolve) => {
      client.on("message", (message: ClientAnswer) => {
        if (message.kind === "event") this.#tally.received(message.number);
        else if (message.kind === "state") this.#tally.replaced(message.upTo);
        else if (message.kind === "acknowledged") this.#tally.acknowledged(message.id);
        else resolve();
      });
    });
    return client;
  }

  #startTraffic(client: ChildProcess): void {
    this.#timers = [
      setInterval(() => {
        const server = this.#server;
        if (server?.connected !== true) return;
        this.#lastNumber++;
        server.send({ kind: "publish", number: this.#lastNumber }, ignoreError);
      }, publishEveryMs),
      setInterval(() => {
        this.#lastCommand++;
        const id = `command-${this.#lastCommand}`;
        this.#tally.sent(id);
        client.send({ kind: "command", id }, ignoreError);
      }, commandEveryMs),
    ];
  }
}

/** Ignores a failed send to a killed process. Events that the process has not guaranteed are not counted. */
function ignoreError(): void {}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return typeof address === "object" && address !== null ? address.port : 0;
}
