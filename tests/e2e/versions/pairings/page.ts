import { setTimeout as pause } from "node:timers/promises";
import { StreamSession } from "@dagwire/runtime/client";
import type { StreamLoss } from "@dagwire/runtime/client";
import { ManualClock } from "@dagwire/runtime/testing";
import { WebSocket } from "ws";
import type { Message } from "./board.js";
import type { BoardTypes, BoardVersion } from "./two-versions.js";

/** Milliseconds by which a page's clock moves at once. The clock stands still in between, so no heartbeat fails on a slow machine. */
const tickMs = 50;

/** A page: a real client with its store, and with the generated code of one version. */
export class Page {
  readonly version: BoardVersion;
  readonly warnings: string[] = [];
  /** Errors of callbacks, and places at which a shown state was not of the type that the page's code expects. */
  readonly faults: string[] = [];
  readonly #session: StreamSession<BoardTypes>;
  readonly #clock = new ManualClock();

  constructor(version: BoardVersion, url: string) {
    this.version = version;
    this.#session = new StreamSession<BoardTypes>(version.protocol, {
      url,
      WebSocket,
      clock: this.#clock,
      random: () => 0,
      schedule: (flush) => flush(),
      onWarning: (message) => void this.warnings.push(message),
      onLoss: () => undefined,
      onError: ({ message }) => void this.faults.push(message),
    });
    this.#session.store.subscribe("", () => this.#show());
    this.#session.open();
  }

  get state(): unknown {
    return this.#session.store.getSnapshot();
  }

  get loss(): StreamLoss | undefined {
    return this.#session.getLoss();
  }

  /** The close code with which the page has left for good, or with which its stream has ended. `undefined` while it follows. */
  get left(): number | undefined {
    const status = this.#session.getStatus();
    if (status.phase === "closed" || status.phase === "incompatible") return status.code ?? 0;
    return this.#session.getEnd()?.code;
  }

  /** Resolves when the page has left, or has received every event up to a position. */
  async reaches(stream: string, at: string): Promise<void> {
    const { getStatus, getInfo } = this.#session;
    await this.#until(() => getStatus().phase === "live" && getInfo().positions[stream] === at, `position ${at}`);
  }

  /** Resolves when the page has left, or has received a whole state since its last loss. */
  async heals(): Promise<void> {
    await this.#until(() => this.loss?.isHealed !== false, "a whole state after a loss");
  }

  /** Sends a command. Returns `accepted`, or the code of the error. */
  async send(command: Message): Promise<string> {
    let result: string | undefined;
    this.#session.send(command).then(
      ({ status }) => (result = status),
      (error: { readonly code: string }) => (result = error.code),
    );
    await this.#until(() => result !== undefined, `the outcome of ${JSON.stringify(command)}`);
    return result ?? "closed";
  }

  close(): void {
    this.#session.close();
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
    const issues: { readonly path: string; readonly expected: string; readonly got: string }[] = [];
    if (this.version.protocol.state.validate?.(this.state, issues) !== true)
      this.faults.push(`the page shows ${JSON.stringify(this.state)}, whose ${JSON.stringify(issues[0])} is not of its type`);
  }
}
