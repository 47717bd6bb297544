import { execFileSync, fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
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

/** A fault of the connections, of the server or of its disk. */
export type FaultKind = "kill -9" | "cut" | "black hole" | "disk full" | "SIGTERM";

const at = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const publishEveryMs = 5;
/** The disk of 3 MB has room for a hundred faults if the server publishes less. */
const publishOnSmallDiskEveryMs = 20;
/** The longest time for which a trial waits until the server's log fails, or works again. */
const diskMs = 10_000;
const commandEveryMs = 50;
const blackHoleMs = 1_500;
/**
 * The longest wait at the end, longer than any contestant needs to reconnect. dagwire's client waits up to 30 s after many failures.
 */
const settleMs = 40_000;

/** Runs a server and a client with a faulty proxy between them, and counts what arrives. */
export class Trial {
  readonly #name: ContestantName;
  readonly #kind: FaultKind;
  readonly #folder = mkdtempSync(join(tmpdir(), "dagwire-reliability-"));
  readonly #tally = new Tally();
  readonly #ballast = join(this.#folder, "ballast");
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
    if (this.#kind === "disk full") execFileSync("mount", ["-t", "tmpfs", "-o", "size=3m", "none", this.#folder]);
    this.#port = await freePort();
    await this.#startServer();
    const proxy = await FaultProxy.start(this.#port);
    const client = await this.#startClient(proxy.port);
    this.#startTraffic(client);
    // oxlint-disable-next-line no-await-in-loop -- one fault after the other
    for (let index = 0; index < faults; index++) await this.#fault(proxy, random);
    for (const timer of this.#timers) clearInterval(timer);
    await this.#settled(settleMs, () => this.#tally.isComplete);
    client.disconnect();
    this.#server?.disconnect();
    proxy.close();
    await pause(200);
    const outcome = this.#tally.outcome(await contestants[this.#name].effects(this.#folder));
    if (this.#kind === "disk full") execFileSync("umount", [this.#folder]);
    rmSync(this.#folder, { recursive: true, force: true });
    return outcome;
  }

  async #fault(proxy: FaultProxy, random: () => number): Promise<void> {
    await pause(200 + random() * 600);
    if (this.#kind === "cut") proxy.cut();
    else if (this.#kind === "kill -9") await this.#restart("SIGKILL");
    else if (this.#kind === "SIGTERM") await this.#restart("SIGTERM");
    else if (this.#kind === "disk full") await this.#fillDisk();
    else {
      proxy.blackHole(blackHoleMs);
      await pause(blackHoleMs);
    }
  }

  async #restart(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    const exited = new Promise<number | null>((resolve) => server?.once("exit", resolve));
    server?.kill(signal);
    if ((await exited) !== 0 && signal === "SIGTERM") this.#tally.endedBadly();
    await this.#startServer();
  }

  /** Fills the disk until the server says that its log fails, then makes room and waits until the log has all events. */
  async #fillDisk(): Promise<void> {
    const { failures } = this.#tally;
    const { bavail, bsize } = statfsSync(this.#folder);
    if (!existsSync(this.#ballast)) fill(this.#ballast, bavail * bsize);
    await this.#settled(diskMs, () => this.#tally.failures > failures);
    rmSync(this.#ballast);
    const { ordered } = this.#tally;
    await this.#settled(diskMs, () => this.#tally.guaranteed >= ordered);
  }

  async #settled(forMs: number, isSettled: () => boolean): Promise<void> {
    const endMs = performance.now() + forMs;
    // oxlint-disable-next-line no-await-in-loop -- one look after the other
    while (!isSettled() && performance.now() < endMs) await pause(20);
  }

  async #startServer(): Promise<void> {
    const server = fork(at("server-process.js"), [this.#name, String(this.#port), this.#folder]);
    await new Promise<void>((resolve) => {
      server.on("message", (message: ServerAnswer) => {
        if (message.kind === "published") this.#tally.published(message.number);
        else if (message.kind === "failing") this.#tally.failed();
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
    const everyMs = this.#kind === "disk full" ? publishOnSmallDiskEveryMs : publishEveryMs;
    this.#timers = [
      setInterval(() => {
        const server = this.#server;
        if (server?.connected !== true) return;
        this.#lastNumber++;
        this.#tally.ordered++;
        server.send({ kind: "publish", number: this.#lastNumber }, ignoreError);
      }, everyMs),
      setInterval(() => {
        this.#lastCommand++;
        const id = `command-${this.#lastCommand}`;
        this.#tally.sent(id);
        client.send({ kind: "command", id }, ignoreError);
      }, commandEveryMs),
    ];
  }
}

/** Writes a file of `bytes` bytes, or as many as the disk takes. */
function fill(path: string, bytes: number): void {
  try {
    writeFileSync(path, Buffer.alloc(bytes));
  } catch (thrown) {
    if (!(thrown instanceof Error && "code" in thrown && thrown.code === "ENOSPC")) throw thrown;
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
