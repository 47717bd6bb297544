import { appendStep, createAppends, wakeMsOf } from "../../runtime/core/appends/append-step.js";
import type { AppendInput, AppendOutput, Appends } from "../../runtime/core/appends/append-step.js";
import { roomFor } from "../../runtime/core/appends/backlog.js";
import { createCommandQueue, queueStep } from "../../runtime/core/commands/command-queue.js";
import type { CommandQueue, StreamCommand, QueueInput, QueueOutput } from "../../runtime/core/commands/command-queue.js";
import type { Command } from "../../runtime/core/log/command.js";
import type { AppendVerdict, LogRecord, LogSlice, LogSnapshot } from "../../runtime/core/log/stream-log.js";
import { StateHolder } from "../../runtime/core/contract/v1/state/state-holder.js";
import { add, noSum } from "./history.js";
import type { Sum } from "./history.js";
import { Violation } from "./options.js";
import { SimSnapshots } from "./sim-snapshots.js";
import type { World } from "./world.js";

/** The most events of a stream that may wait for the log. */
const backlog = { bytes: 100_000, events: 8, totalBytes: 1_000_000 };
/** Events that the handler of a command adds without a check. */
const eventsOfCommand = 2;

type Run = {
  queue: CommandQueue;
  readonly epoch: number;
  readonly holder: StateHolder<Sum>;
  at: string;
  /** The number of events that the state has taken in this process. */
  taken: number;
  newcomers: SimSnapshots;
  appends: Appends;
  /** Called with the verdicts of the appends that wait, in order. */
  readonly answers: ((verdict: AppendVerdict) => void)[];
};

/** The process that handles commands, publishes events and keeps the state of each stream. */
export class SimEngine {
  readonly #world: World;
  readonly #runs = new Map<string, Run>();
  readonly #lane: string;
  #isGone = false;

  constructor(world: World, number: number) {
    this.#world = world;
    this.#lane = `engine${number}`;
    for (const stream of world.streams) this.#runs.set(stream, this.#begin(stream));
  }

  /** Ends the process: its pending inputs are lost. The pending appends of a zombie still reach the log. */
  crash(isZombie: boolean): void {
    this.#isGone = true;
    const { lanes } = this.#world;
    lanes.drop(`${this.#lane}:in`);
    if (!isZombie) lanes.drop(this.#lane);
  }

  /** Publishes an event, unless too many events wait for the log. */
  publish(stream: string, text: string): void {
    const held = { bytes: 0, events: eventsOf(this.#run(stream).appends) };
    const room = roomFor({ bytes: text.length, events: 1 }, held, 0, backlog);
    this.#world.seen.add(`room ${room}`);
    if (room === "full" && this.#world.variant.ignoresBacklog !== true) return;
    if (held.events >= backlog.events + eventsOfCommand) throw new Violation("INV5", `${held.events} events wait for the log`);
    this.#append(stream, [{ kind: "event", text }], () => {});
  }

  /** The log has stored a slice. */
  tail(stream: string, slice: LogSlice): void {
    if (this.#world.variant.takesOwnRecords === true) return;
    const run = this.#run(stream);
    this.#world.lanes.add(`${this.#lane}:in:${stream}`, () => {
      if (slice.after === run.at) this.#apply(run, slice.texts, slice.at);
    });
  }

  /** Passes the time to the appends. */
  tick(): void {
    for (const stream of this.#runs.keys()) this.#stepAppends(stream, { kind: "timer" });
  }

  /** The time of the next timer. */
  get wakeMs(): number {
    return Math.min(...[...this.#runs.values()].map(({ appends }) => wakeMsOf(appends) ?? Number.POSITIVE_INFINITY));
  }

  submit(stream: string, command: Command, origin: number): void {
    const gate = command.event["gate"];
    this.#step(stream, { kind: "submit", command, gate: typeof gate === "string" ? gate : undefined, origin });
  }

  /** The position of the state, which may be behind the log. */
  at(stream: string): string {
    return this.#run(stream).at;
  }

  /**
   * Returns a snapshot for a newcomer, or `undefined` while one is made.
   *
   * @param from The position that the snapshot has to have reached. @default any from which the log can continue
   */
  snapshot(stream: string, from: string | undefined): LogSnapshot | undefined {
    return this.#run(stream).newcomers.get(from);
  }

  /** Stores a snapshot of the state in the log and trims the events before it. */
  compact(stream: string): void {
    const log = this.#world.log(stream);
    const { at, holder } = this.#run(stream);
    const snapshot = { at, state: JSON.stringify(holder.state) };
    if (log.putSnapshot(this.#run(stream).epoch, snapshot)) log.trim({ through: snapshot.at });
  }

  #begin(stream: string): Run {
    const { epoch, head } = this.#world.claim(stream);
    const queue = queueStep(createCommandQueue(32), { kind: "claimed", epoch }).state;
    const snapshot = this.#world.log(stream).snapshot();
    let sum = snapshot === undefined ? noSum : (JSON.parse(snapshot.state) as Sum);
    let cursor = snapshot?.at;
    for (;;) {
      const result = this.#world.log(stream).read(cursor, { maxEvents: 1_000, maxBytes: 1e9 });
      if (result.status !== "events") throw new Violation("INV4", `the engine cannot read its own log: ${result.status}`);
      if (result.texts.length === 0) {
        const run: Omit<Run, "newcomers"> = {
          queue,
          epoch,
          holder: new StateHolder(sum),
          at: head,
          taken: 0,
          appends: createAppends(),
          answers: [],
        };
        return Object.assign(run, { newcomers: new SimSnapshots(this.#world, stream, `${this.#lane}:in:make:${stream}`, run) });
      }
      for (const text of result.texts) sum = add(sum, text);
      cursor = result.at;
    }
  }

  #run(stream: string): Run {
    const run = this.#runs.get(stream);
    if (run === undefined) throw new Error(`no stream ${stream}`);
    return run;
  }

  #step(stream: string, input: QueueInput): void {
    if (this.#isGone) return;
    const run = this.#run(stream);
    const step = queueStep(run.queue, input);
    run.queue = step.state;
    const { queueOutputs } = this.#world.variant;
    for (const output of queueOutputs === undefined ? step.outputs : queueOutputs(step.outputs)) this.#perform(stream, output);
  }

  #perform(stream: string, output: QueueOutput): void {
    switch (output.action) {
      case "find":
        this.#find(stream, output.id, output.gate);
        return;
      case "handle":
        this.#world.lanes.add(`${this.#lane}:in:${stream}`, () => this.#step(stream, handle(output.command)));
        return;
      case "append":
        this.#append(stream, output.records, (result) => this.#step(stream, { kind: "appended", result }));
        return;
      case "finish":
        for (const origin of output.origins) this.#world.finish(origin, output.id, output.finish);
        return;
      case "fenced":
        return;
    }
  }

  #find(stream: string, id: string, gate: string | undefined): void {
    const { lanes, variant } = this.#world;
    lanes.add(`${this.#lane}:in:${stream}`, () => {
      const log = this.#world.log(stream);
      const outcome = log.outcome(id);
      const decision = gate === undefined ? undefined : log.decision(gate);
      this.#step(stream, {
        kind: "found",
        id,
        outcome: variant.found === undefined ? outcome : variant.found(outcome),
        decision: variant.decisionFound === undefined ? decision : variant.decisionFound(decision),
        nowMs: this.#world.nowMs,
      });
    });
  }

  #append(stream: string, given: readonly LogRecord[], answer: (verdict: AppendVerdict) => void): void {
    const { variant } = this.#world;
    const records = variant.records?.(given) ?? given;
    if (variant.broadcastsBeforeAppend === true) this.#world.broadcastEarly(stream, records);
    this.#run(stream).answers.push(answer);
    this.#stepAppends(stream, { kind: "append", records });
  }

  #stepAppends(stream: string, input: AppendInput): void {
    if (this.#isGone) return;
    const run = this.#run(stream);
    const step = appendStep(run.appends, { input, nowMs: this.#world.nowMs });
    run.appends = step.state;
    for (const output of step.outputs) this.#performAppend(stream, output);
  }

  #performAppend(stream: string, output: AppendOutput): void {
    const run = this.#run(stream);
    switch (output.action) {
      case "ask":
        return this.#ask(stream, output);
      case "settle":
        return run.answers.shift()?.(output.verdict);
      case "away":
      case "back":
        this.#world.seen.add(`log ${output.action}`);
        return this.#step(stream, { kind: output.action });
      case "lost":
        throw new Violation("INV4", `the log has lost appends after number ${output.last}`);
    }
  }

  /** Asks the log, which may fail before or after it has stored the records, or never answer. */
  #ask(stream: string, { number, attempt, records }: Extract<AppendOutput, { readonly action: "ask" }>): void {
    const { lanes, variant } = this.#world;
    const lane = `${this.#lane}:in:${stream}`;
    lanes.add(`${this.#lane}:append:${stream}`, () => {
      const trouble = this.#world.logTrouble();
      if (trouble === "hangs") return;
      if (trouble === "fails") return lanes.add(lane, () => this.#stepAppends(stream, { kind: "rejected", number, attempt }));
      if (records.some(({ kind }) => kind === "outcome")) this.#world.forgetSometimes(stream);
      const run = this.#run(stream);
      const { result } = this.#world.append(stream, run.epoch, records, variant.dropsNumbers === true ? undefined : number);
      if (trouble === "loses the answer") return;
      lanes.add(lane, () => {
        if (variant.takesOwnRecords === true && result.status === "appended") this.#apply(run, textsOf(records), result.at);
        this.#stepAppends(stream, { kind: "answered", number, attempt, result });
      });
    });
  }

  #apply(run: Run, texts: readonly string[], at: string): void {
    for (const text of texts) run.holder.merge([], add(run.holder.state, text));
    run.taken += texts.length;
    run.at = at;
  }
}

function textsOf(records: readonly LogRecord[]): readonly string[] {
  return records.flatMap((record) => (record.kind === "event" ? [record.text] : []));
}

function eventsOf({ waiting }: Appends): number {
  return waiting.reduce((count, { records }) => count + textsOf(records).length, 0);
}

function handle({ event }: StreamCommand): QueueInput {
  const { intent, gate } = event;
  if (String(intent).endsWith("2"))
    return { kind: "handled", texts: [], result: { status: "rejected", code: "no", message: "the engine refuses" } };
  const effect = gate === undefined ? { type: "done", intent } : { type: "done", intent, gate };
  return {
    kind: "handled",
    texts: [JSON.stringify(effect), JSON.stringify({ type: "noted" })],
    result: { status: "accepted", value: intent },
  };
}
