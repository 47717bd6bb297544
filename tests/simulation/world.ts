import { describeSlice } from "../../runtime/core/log/epochs.js";
import { MemoryStream } from "../../runtime/core/log/memory-stream.js";
import { parsePosition } from "../../runtime/core/log/position.js";
import type { AppendResult, Claim, LogRecord, LogSlice } from "../../runtime/core/log/stream-log.js";
import type { CommandFailure, CommandOutcome } from "../../runtime/core/client-steps/client-state.js";
import type { CommandFinish } from "../../runtime/core/log/command.js";
import type { ClientEvent as ClientFrame } from "../../runtime/core/frames/client-event.js";
import { Random } from "../fuzz/random.js";
import { Lanes } from "./lanes.js";
import { Violation } from "./options.js";
import type { LogTrouble, Variant } from "./options.js";
import { SimClient } from "./sim-client.js";
import { SimEngine } from "./sim-engine.js";
import { SimDelivery } from "./sim-delivery.js";
import { History } from "./history.js";

const bounds = { maxItems: 10_000, maxBytes: 100_000_000 };

/** The logs, the processes, the clients, and the frames and tasks between them. */
export class World {
  readonly streams: readonly string[] = ["a", "b"];
  readonly lanes = new Lanes();
  readonly history = new History();
  readonly random: Random;
  readonly variant: Variant;
  readonly clients: readonly SimClient[];
  /** Names of what has happened, so that a test can check whether the schedules reach everything. */
  readonly seen = new Set<string>();
  readonly #logs = new Map<string, MemoryStream>();
  delivery: SimDelivery | undefined;
  engine: SimEngine | undefined;
  /** How the log fails now and then. */
  trouble: LogTrouble | undefined;
  nowMs = 1_000;
  wallMs = 1_764_045_000_000;
  readonly #now = (): number => this.wallMs;
  #lastEpoch = 0;
  #engines = 0;
  #connections = 0;
  #incarnation = 0;
  #published = 0;

  constructor(seed: number, variant: Variant) {
    this.random = new Random(seed);
    this.variant = variant;
    this.loseLogs();
    this.clients = [0, 1, 2].map((id) => new SimClient(id, this, this.#followedBy(id)));
    this.startEngine();
    this.startDelivery();
  }

  /** One client follows all streams, one names its stream, and one follows the stream in its address. */
  #followedBy(client: number): readonly string[] {
    if (client === 0) return this.streams;
    return client === 1 ? ["a"] : [];
  }

  log(stream: string): MemoryStream {
    const log = this.#logs.get(stream);
    if (log === undefined) throw new Error(`no stream ${stream}`);
    return log;
  }

  head(stream: string): string {
    return this.log(stream).head;
  }

  /** Ends both processes and loses all records of the logs. */
  loseLogs(): void {
    this.crashDelivery();
    this.crashEngine(false);
    this.#incarnation++;
    for (const stream of this.streams) {
      this.#logs.set(stream, new MemoryStream(++this.#lastEpoch, { bounds, now: this.#now }));
      this.history.begin(stream, this.head(stream));
    }
  }

  startDelivery(): void {
    this.delivery ??= new SimDelivery(this);
  }

  crashDelivery(): void {
    this.delivery?.crash();
    this.delivery = undefined;
  }

  startEngine(): void {
    this.engine ??= new SimEngine(this, ++this.#engines);
  }

  crashEngine(isZombie: boolean): void {
    this.engine?.crash(isZombie);
    this.engine = undefined;
    this.delivery?.engineGone();
  }

  claim(stream: string): Claim {
    const claim = this.log(stream).claim(++this.#lastEpoch);
    if (claim.head.endsWith(":0")) this.history.begin(stream, claim.head);
    return claim;
  }

  /**
   * Sometimes lets the log forget all outcomes just before an append, as a server does whose clock is ahead. If clocks were set back
   * since then, the log has forgotten an id that is later than that of the append.
   */
  forgetSometimes(stream: string): void {
    if (this.random.chance(0.03)) this.log(stream).trim({ outcomesBeforeMs: this.wallMs + 14_400_000 });
  }

  /** Returns how the log fails at this moment, or `undefined` if it does not. */
  logTrouble(): LogTrouble | undefined {
    return this.trouble !== undefined && this.random.chance(0.6) ? this.trouble : undefined;
  }

  append(
    stream: string,
    epoch: number,
    records: readonly LogRecord[],
    number: number | undefined,
  ): { readonly result: AppendResult; readonly slice?: LogSlice } {
    const log = this.log(stream);
    const incarnation = this.#incarnation;
    const isOld = this.variant.ignoresFencing === true && epoch !== log.epoch;
    const appended = isOld ? log.append(log.epoch, records) : log.append(epoch, records, number);
    const { slice } = appended;
    this.seen.add(`append ${appended.result.status}`);
    if (appended.result.status === "appended" && slice === undefined) this.seen.add("append without events, or again");
    if (slice === undefined) return appended;
    this.engine?.tail(stream, slice);
    this.history.append(stream, incarnation, slice);
    const doubled = this.history.doubled();
    if (doubled !== undefined) throw new Violation("INV3", doubled);
    if (this.variant.broadcastsBeforeAppend !== true) this.delivery?.tail(stream, slice);
    return appended;
  }

  /** Broadcasts events before the log has appended them. */
  broadcastEarly(stream: string, records: readonly LogRecord[]): void {
    const texts = records.flatMap((record) => (record.kind === "event" ? [record.text] : []));
    const { epoch, seq } = parsePosition(this.head(stream)) ?? { epoch: 0, seq: 0 };
    if (texts.length > 0) this.delivery?.tail(stream, describeSlice([{ epoch, base: 0 }], seq, texts));
  }

  publish(stream: string): void {
    this.engine?.publish(stream, JSON.stringify({ type: "tick", n: this.#published++ }));
  }

  finish(origin: number, id: string, finish: CommandFinish): void {
    this.delivery?.finish(origin, id, finish);
  }

  dial(client: SimClient, attempt: number): void {
    const connection = ++this.#connections;
    const { page } = client;
    client.connection = connection;
    this.lanes.add(`dial:${connection}`, () => {
      if (client.connection !== connection) return;
      if (this.delivery === undefined)
        return client.stepOfPage(page, { kind: "lost", attempt, code: 1006, reason: "refused", isOnline: true });
      this.delivery.open(connection, client, attempt);
      client.stepOfPage(page, { kind: "opened", attempt, subprotocol: this.variant.subprotocol ?? "dagwire.v1.1" });
    });
  }

  sendUp(connection: number, frame: ClientFrame): void {
    this.lanes.add(`up:${connection}`, () => this.delivery?.receive(connection, frame));
  }

  /** A client closes its connection. */
  hangUp(connection: number): void {
    this.lanes.drop(`down:${connection}`);
    this.lanes.add(`up:${connection}`, () => this.delivery?.closed(connection));
  }

  checkOutcome(stream: string, intent: string, outcome: CommandOutcome | CommandFailure): void {
    if (outcome.status === "rejected" && outcome.code === "not_subscribed")
      throw new Violation("INV6", `command ${intent} went to a stream that its client does not follow`);
    // The acknowledged command may be in a log that was lost later.
    const incarnations = Array.from({ length: this.#incarnation }, (_, index) => index + 1);
    const wasAppended = incarnations.some((incarnation) => this.history.hasEffect(stream, incarnation, intent));
    if (outcome.status === "accepted" && !wasAppended) throw new Violation("INV4", `command ${intent} is accepted and not in the log`);
    const hasEffect = this.history.hasEffect(stream, this.#incarnation, intent);
    if (isRefusal(outcome) && hasEffect) throw new Violation("INV3", `command ${intent} is refused and took effect`);
  }

  advance(byMs: number): void {
    this.nowMs += byMs;
    this.wallMs += byMs;
    for (const client of this.clients) {
      const wakeMs = client.wakeMs;
      if (wakeMs !== undefined && wakeMs <= this.nowMs) client.step({ kind: "timer" });
    }
    this.delivery?.tick();
    this.engine?.tick();
  }

  /** Returns the milliseconds until the next timer. */
  untilWakeMs(): number {
    const times = this.clients.map(({ wakeMs }) => wakeMs).filter((time) => time !== undefined);
    return Math.max(1, Math.min(...times, this.engine?.wakeMs ?? Number.POSITIVE_INFINITY, this.nowMs + 5_000) - this.nowMs);
  }
}

function isRefusal(outcome: CommandOutcome | CommandFailure): boolean {
  if (outcome.status === "rejected") return outcome.code !== "forgotten";
  return outcome.status === "expired" || outcome.status === "full";
}
