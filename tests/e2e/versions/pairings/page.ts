import { setTimeout as pause } from "node:timers/promises";
import type { StreamLoss } from "@dagwire/runtime/client";
import { ManualClock } from "@dagwire/runtime/testing";
import { WebSocket } from "ws";
import type { Message } from "./board.js";
import { follow } from "./follower.js";
import type { Follower } from "./follower.js";
import type { BoardVersion } from "./two-versions.js";

/** Milliseconds by which a page's clock moves at once. The clock stands still in between, so no heartbeat fails on a slow machine. */
const tickMs = 50;

/** How a page connects: by a session, or in plain mode, in which every message is one event. */
export type PageMode = "sessions" | "plain";

/** A page: a real client, with its store if the version has a state, and with the generated code of one version. */
export class Page {
  readonly version: BoardVersion;
  readonly warnings: string[] = [];
  /** Errors of callbacks, and places at which a shown state was not of the type that the page's code expects. */
  readonly faults: string[] = [];
  readonly #client: Follower;
  readonly #clock = new ManualClock();

  constructor(version: BoardVersion, url: string, mode: PageMode) {
    this.version = version;
    const options = {
      url,
      mode,
      WebSocket,
      clock: this.#clock,
      random: () => 0,
      onWarning: (message: string) => void this.warnings.push(message),
      onError: ({ message }: Error) => void this.faults.push(message),
    };
    this.#client = follow(version.protocol, options, () => this.#show());
  }

  get state(): unknown {
    return this.#client.state();
  }

  get loss(): StreamLoss | undefined {
    return this.#client.loss();
  }

  /** The close code with which the page has left for good, or with which its stream has ended. `undefined` while it follows. */
  get left(): number | undefined {
    const status = this.#client.status();
    if (status.phase === "closed" || status.phase === "incompatible") return status.code ?? 0;
    return this.#client.end();
  }

  /** Resolves when the page has left, or has received every event up to a position. */
  async reaches(stream: string, at: string): Promise<void> {
    const { status, info } = this.#client;
    await this.#until(() => status().phase === "live" && info().positions[stream] === at, `position ${at}`);
  }

  /** Resolves when the page has left, or has received a number of messages. In plain mode events have no position. */
  async receives(count: number): Promise<void> {
    const { status, received } = this.#client;
    await this.#until(() => status().phase === "live" && received() >= count, `message ${count}`);
  }

  /** Resolves when the page has left, or has received a whole state since its last loss. */
  async heals(): Promise<void> {
    await this.#until(() => this.loss?.isHealed !== false, "a whole state after a loss");
  }

  /** Resolves when a condition holds, or when the page has left. */
  async sees(condition: () => boolean, what: string): Promise<void> {
    await this.#until(condition, what);
  }

  /** Sends a command. Returns `accepted`, or the code of the error. */
  async send(command: Message): Promise<string> {
    let result: string | undefined;
    this.#client.send(command).then(
      ({ status }) => (result = status),
      (error: { readonly code: string }) => (result = error.code),
    );
    await this.#until(() => result !== undefined, `the outcome of ${JSON.stringify(command)}`);
    return result ?? "closed";
  }

  close(): void {
    this.#client.close();
  }

  async #until(condition: () => boolean, what: string): Promise<void> {
    const deadlineMs = performance.now() + 15_000;
    while (!condition() && this.left === undefined) {
      if (performance.now() > deadlineMs) throw new Error(`a page of the ${this.version.name} version waits for ${what}`);
      await this.#clock.advance(tickMs);
      await pause(1);
    }
  }

  /** A page reads what the type of its state promises. It can throw only if a state breaks this promise. */
  #show(): void {
    const { state } = this.version.protocol;
    if (state === undefined) return;
    const issues: { readonly path: string; readonly expected: string; readonly got: string }[] = [];
    if (state.validate?.(this.state, issues) !== true)
      this.faults.push(`the page shows ${JSON.stringify(this.state)}, whose ${JSON.stringify(issues[0])} is not of its type`);
  }
}
