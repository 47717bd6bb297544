import { createCommandQueue, queueStep } from "../../runtime/core/commands/command-queue.js";
import type { CommandQueue, StreamCommand, QueueInput, QueueOutput } from "../../runtime/core/commands/command-queue.js";
import type { Command } from "../../runtime/core/log/command.js";
import type { AppendResult, LogRecord, LogSlice, LogSnapshot } from "../../runtime/core/log/stream-log.js";
import { add, noSum } from "./history.js";
import type { Sum } from "./history.js";
import { Violation } from "./options.js";
import type { World } from "./world.js";

type Run = { queue: CommandQueue; readonly epoch: number; sum: Sum; at: string };

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

  publish(stream: string, text: string): void {
    this.#append(stream, [{ kind: "event", text }], () => {});
  }

  submit(stream: string, command: Command, origin: number): void {
    const gate = command.event["gate"];
    this.#step(stream, { kind: "submit", command, gate: typeof gate === "string" ? gate : undefined, origin });
  }

  /** Returns the state and its position, which may be behind the log. */
  snapshot(stream: string): LogSnapshot {
    const { at, sum } = this.#run(stream);
    return { at, state: JSON.stringify(sum) };
  }

  /** Stores a snapshot of the state in the log and trims the events before it. */
  compact(stream: string): void {
    const log = this.#world.log(stream);
    const snapshot = this.snapshot(stream);
    if (log.putSnapshot(this.#run(stream).epoch, snapshot, this.#world.wallMs)) log.trim({ through: snapshot.at });
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
      if (result.texts.length === 0) return { queue, epoch, sum, at: head };
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
        outcome: variant.found === undefined ? outcome : variant.found(outcome),
        decision: variant.decisionFound === undefined ? decision : variant.decisionFound(decision),
        nowMs: this.#world.nowMs,
      });
    });
  }

  #append(stream: string, given: readonly LogRecord[], answer: (result: AppendResult) => void): void {
    const { lanes, variant } = this.#world;
    const run = this.#run(stream);
    const records = variant.records?.(given) ?? given;
    if (variant.broadcastsBeforeAppend === true) this.#world.broadcastEarly(stream, records);
    lanes.add(`${this.#lane}:append:${stream}`, () => {
      const { result, slice } = this.#world.append(stream, run.epoch, records);
      lanes.add(`${this.#lane}:in:${stream}`, () => {
        if (slice !== undefined) this.#apply(run, slice);
        answer(result);
      });
    });
  }

  #apply(run: Run, slice: LogSlice): void {
    for (const text of slice.texts) run.sum = add(run.sum, text);
    run.at = slice.at;
  }
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
