import { clientStep } from "../../runtime/core/client-steps/client-step.js";
import { lossAccount } from "../../runtime/core/client-steps/losses.js";
import { createClientState } from "../../runtime/core/client-steps/client-state.js";
import type {
  ClientInput,
  ClientOutput,
  ClientState,
  CommandFailure,
  CommandOutcome,
  CursorOutput,
  StatePart,
} from "../../runtime/core/client-steps/client-state.js";
import { StateParts } from "../../runtime/client/state-parts.js";
import { streamOfAddress } from "../../runtime/core/client-steps/outbox.js";
import { createCommandId } from "../../runtime/core/log/command-id.js";
import type { ServerEvent as ServerFrame } from "../../runtime/core/frames/server-event.js";
import { add, noSum } from "./history.js";
import type { Sum } from "./history.js";
import { Violation } from "./options.js";
import type { World } from "./world.js";

export const protocol = { name: "sim", version: "1.0.0", digest: "d" };
export const outboxLimits = { maxCommands: 6, maxBytes: 100_000, timeLimitMs: 60_000 };

const healsWithinMs = 60_000;

/** Returns a frame's type with the fields that the test has to see. */
function nameOf(frame: ServerFrame): string {
  switch (frame.type) {
    case "$reset":
      return `$reset ${frame.reason}`;
    case "$synced":
      return `$synced ${frame.recovered}`;
    case "$events":
      return frame.follows === undefined ? "$events" : "$events follows";
    case "$ack":
    case "$nack":
      return frame.duplicate === true ? `${frame.type} duplicate` : frame.type;
    default:
      return frame.type;
  }
}

/** The stream in the address of every client. A client that names no stream follows it. */
export const addressed = "a";

type Issued = { readonly stream: string; readonly intent: string; readonly isNamed: boolean; outcome?: CommandOutcome | CommandFailure };

/** A client and its application, which computes the state of each stream. */
export class SimClient {
  readonly id: number;
  readonly issued = new Map<string, Issued>();
  readonly #world: World;
  /** The streams in its first `$hello`. */
  readonly #streams: readonly string[];
  readonly #sums = new Map<string, Sum>();
  readonly #parts = new Map<string, StateParts>();
  readonly #losses = new Set<string>();
  /** The time of the last event that the client could not read. */
  #missedAtMs = 0;
  #state: ClientState;
  connection = 0;
  /** Number of reloads of the page. */
  page = 0;

  constructor(id: number, world: World, streams: readonly string[]) {
    this.id = id;
    this.#world = world;
    this.#streams = streams;
    this.#state = this.#begin();
  }

  get state(): ClientState {
    return this.#state;
  }

  get wakeMs(): number | undefined {
    return this.#state.wakeMs;
  }

  step(input: ClientInput): void {
    const { nowMs, random, seen } = this.#world;
    if (input.kind === "frame") seen.add(nameOf(input.frame));
    if (input.kind === "lost") seen.add(`lost ${input.code}`);
    const step = clientStep(this.#state, { input, nowMs, random: random.next() }, lossAccount);
    this.#state = step.state;
    if (step.state.outbox.length > outboxLimits.maxCommands) throw new Violation("INV5", "the outbox holds more than its limit");
    for (const output of step.outputs) this.#perform(output);
  }

  /** As `step`, for an input from a socket of page `page`. Ignores sockets of earlier pages. */
  stepOfPage(page: number, input: ClientInput): void {
    if (page === this.page) this.step(input);
  }

  /** Reloads the page. Only the commands without an outcome survive. */
  reload(): void {
    const { outbox } = this.#state;
    this.#world.hangUp(this.connection);
    this.page++;
    this.#sums.clear();
    this.#losses.clear();
    this.#state = this.#begin();
    this.step({ kind: "start" });
    for (const { id, stream, event, expiresAtMs, sentOn } of outbox) {
      const ttlMs = Math.max(1, expiresAtMs - this.#world.nowMs);
      this.step({ kind: "command", command: { id, stream, event, ttlMs, wasSent: sentOn !== 0 } });
    }
  }

  /** Sends a command to a stream that the client follows. Before the client knows a name, to the stream in its address. */
  issue(gate: string | undefined): void {
    const { random, wallMs } = this.#world;
    const followed = Array.from(this.#state.cursors.keys());
    const stream = followed.length === 0 ? streamOfAddress : random.pick(followed);
    const isNamed = stream !== streamOfAddress;
    const intent = `${this.id}.${this.issued.size}`;
    const id = createCommandId(wallMs, () => random.next(), this.issued.size);
    this.issued.set(id, { stream: isNamed ? stream : addressed, intent, isNamed });
    const event = gate === undefined ? { type: "do", intent } : { type: "do", intent, gate };
    this.step({ kind: "command", command: { id, stream, event, ttlMs: 1_000 + random.below(60_000) } });
  }

  /** Returns why the client has not reached its goal: to be live at the head, without unfinished commands. */
  problem(): string | undefined {
    const { connection, cursors, outbox } = this.#state;
    if (connection.phase !== "live") return `client ${this.id} is ${JSON.stringify(connection)}`;
    if (outbox.length > 0) return `client ${this.id} has ${outbox.length} commands without an outcome`;
    for (const [stream, { position }] of cursors) {
      const head = this.#world.head(stream);
      if (position !== head) return `client ${this.id} is at ${position} of "${stream}", whose head is ${head}`;
    }
    return this.#isDifferent ? `client ${this.id} waits for a state in place of its own` : undefined;
  }

  /**
   * Fails if the client has shown another state than the server for more than 60 s, without faults since `sinceMs` and
   * without a new loss.
   */
  checkHealing(sinceMs: number): void {
    const { connection } = this.#state;
    const liveMs = connection.phase === "live" ? connection.sinceMs : Infinity;
    if (this.#isDifferent && this.#world.nowMs - Math.max(sinceMs, liveMs, this.#missedAtMs) > healsWithinMs)
      throw new Violation("INV1", `client ${this.id} has had another state than the server for more than ${healsWithinMs} ms`);
  }

  /** True for a client of an older build. The last client has the server's build. */
  get #isSkewed(): boolean {
    return this.#world.variant.skew !== undefined && this.id < 2;
  }

  get #isDifferent(): boolean {
    return Object.values(this.#state.losses).some(({ isHealed }) => !isHealed);
  }

  #begin(): ClientState {
    const { skew } = this.#world.variant;
    // A client asks for the state only if its digest has a part for the state.
    const identity = this.#isSkewed ? { ...protocol, digest: skew?.neverHeals === true ? "older" : "older.state" } : protocol;
    return createClientState({ protocol: identity, client: `client-${this.id}`, outbox: outboxLimits }, this.#streams, "token");
  }

  #perform(output: ClientOutput): void {
    const { applied } = this.#world.variant;
    switch (output.action) {
      case "dial":
        this.#world.dial(this, output.attempt);
        return;
      case "drop":
        this.#world.hangUp(this.connection);
        return;
      case "send":
        this.#world.sendUp(this.connection, this.#world.variant.sent?.(this.id, output.frame) ?? output.frame);
        return;
      case "finish":
        this.#finish(output.id, output.outcome);
        return;
      case "part":
        return this.#takePart(output.part);
      case "events":
      case "state":
      case "synced":
      case "reset":
      case "ended":
        this.#apply(applied === undefined ? output : applied(output));
        return;
      case "loss":
        return;
      case "warn":
        if (this.#isSkewed) return;
        throw new Violation("INV1", `unexpected ${output.action}`);
      case "sendEvent":
        throw new Violation("INV1", `unexpected ${output.action}`);
    }
  }

  #apply(output: CursorOutput): void {
    const { stream } = output;
    switch (output.action) {
      case "events": {
        let sum = this.#sums.get(stream) ?? noSum;
        const texts = output.events.map((event) => JSON.stringify(event));
        const known = texts.filter((text) => !this.#isUnknown(text));
        for (const text of known) sum = add(sum, text);
        if (known.length < texts.length) this.#miss(stream, texts.length - known.length);
        this.#hold(stream, output.at, sum);
        return;
      }
      case "state":
        if (this.#state.losses[stream]?.isHealed === true) this.#world.seen.add("healed");
        this.#hold(stream, output.at, this.#parts.get(stream)?.finish() as Sum);
        return;
      case "reset":
        this.#losses.add(stream);
        this.#sums.delete(stream);
        return;
      case "synced":
        if (output.recovered && this.#losses.has(stream)) throw new Violation("INV2", `"${stream}" was reset, and recovered is true`);
        this.#losses.delete(stream);
        this.#hold(stream, output.at, this.#sums.get(stream) ?? noSum);
        return;
      case "ended":
        throw new Violation("INV6", `"${stream}" ended with ${output.code}`);
      case "part":
    }
  }

  #takePart(part: StatePart): void {
    if (part.part === 1) this.#parts.set(part.stream, new StateParts());
    this.#parts.get(part.stream)?.add(part);
  }

  #isUnknown(text: string): boolean {
    return this.#isSkewed && this.#world.variant.skew?.isUnknown(text) === true;
  }

  #miss(stream: string, unknown: number): void {
    this.#missedAtMs = this.#world.nowMs;
    const loss = { kind: "unknown", name: "new", reason: "it is newer" } as const;
    this.step({ kind: "missed", stream, losses: Array.from({ length: unknown }, () => loss) });
  }

  #hold(stream: string, at: string, sum: Sum): void {
    this.#sums.set(stream, sum);
    // The client has told its application that its state lacks events.
    if (this.#state.losses[stream]?.isHealed === false) return;
    const expected = this.#world.history.sumAt(stream, at);
    if (expected?.count === sum.count && expected.hash === sum.hash) return;
    const wanted = expected === undefined ? "no state: the log never had that position" : `${expected.count} events`;
    throw new Violation("INV1", `client ${this.id} at ${at} of "${stream}": expected ${wanted}, got ${sum.count} events`);
  }

  #finish(id: string, outcome: CommandOutcome | CommandFailure): void {
    const issued = [...this.issued].find(([key]) => key === id)?.[1];
    if (issued === undefined) return;
    if (issued.outcome !== undefined) throw new Violation("INV3", `command ${issued.intent} was finished twice`);
    issued.outcome = outcome;
    this.#world.seen.add(outcome.status === "rejected" ? `rejected ${outcome.code}` : outcome.status);
    if (!issued.isNamed) this.#world.seen.add(`${outcome.status} without a stream`);
    this.#world.checkOutcome(issued.stream, issued.intent, outcome);
  }
}
