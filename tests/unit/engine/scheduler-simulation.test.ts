import { describe, expect, it } from "vitest";
import type { RunAction } from "../../../examples/engine/scheduler/run-action.js";
import type { RunInput } from "../../../examples/engine/scheduler/run-input.js";
import { type PlannedNode, type RunState, createRunState, isFinal } from "../../../examples/engine/scheduler/run-state.js";
import { step } from "../../../examples/engine/scheduler/step.js";
import { Random } from "../../../examples/engine/steps/mutate.js";
import { seedOf } from "../../helpers/seed.js";

const maxParallel = 3;

/** Runs a random plan with random outcomes and requests, and checks the invariants after every step. */
class Simulation {
  readonly #random: Random;
  #state: RunState;
  /** The inputs that the scheduler still waits for. */
  readonly #due: RunInput[] = [];
  readonly #living = new Set<string>();
  readonly #openGates = new Set<string>();
  ended = 0;

  constructor(seed: number) {
    this.#random = new Random(seed);
    this.#state = createRunState({ maxParallel, steps: planGraph(this.#random) });
  }

  get isOver(): boolean {
    return this.#state.phase === "over";
  }

  run(): void {
    this.#apply({ kind: "start" });
    for (let turn = 0; turn < 300 && !this.isOver; turn += 1) this.#apply(this.#next());
    while (!this.isOver) this.#apply(this.#settleDown());
    const over = this.#state;
    for (const late of [...this.#due, { kind: "resume" }, { kind: "stop", status: "cancelled" }] as const) this.#apply(late);
    expect(this.#state).toEqual(over);
  }

  #next(): RunInput {
    return this.#random.below(4) === 0 ? this.#request() : (this.#takeDue() ?? this.#request());
  }

  /** Sends no further requests: only the inputs that the scheduler waits for, and a resume if nothing else can continue the run. */
  #settleDown(): RunInput {
    return this.#takeDue() ?? { kind: "resume" };
  }

  #takeDue(): RunInput | undefined {
    return this.#due.splice(this.#random.below(Math.max(1, this.#due.length)), 1)[0];
  }

  #request(): RunInput {
    const nodeId = `n${this.#random.below(12)}`;
    return this.#random.pick<RunInput>([
      { kind: "pause" },
      { kind: "resume" },
      { kind: "retry_node", nodeId },
      { kind: "skip_node", nodeId },
      { kind: "gate_decided", nodeId, decision: "approve" },
      this.#random.below(40) === 0 ? { kind: "stop", status: "cancelled" } : { kind: "resume" },
    ]);
  }

  #apply(input: RunInput): void {
    const { state, actions } = step(this.#state, input);
    this.#state = state;
    if (input.kind === "attempt_succeeded" || input.kind === "attempt_failed") this.#living.delete(`${input.nodeId} ${input.attempt}`);
    for (const action of actions) this.#note(action);
    this.#check();
  }

  #note(action: RunAction): void {
    if (action.kind === "start_attempt") this.#startAttempt(action.nodeId, action.attempt);
    if (action.kind === "wait_for_retry") this.#due.push({ kind: "retry_due", nodeId: action.nodeId, attempt: action.attempt });
    if (action.kind === "open_gate") {
      this.#openGates.add(action.gateId);
      this.#due.push({ kind: "gate_expired", nodeId: action.nodeId, gateId: action.gateId, decision: "reject" });
    }
    if (action.kind === "close_gate") expect(this.#openGates.delete(action.gateId)).toBe(true);
    if (action.kind === "ended") this.ended += 1;
  }

  #startAttempt(nodeId: string, attempt: number): void {
    this.#living.add(`${nodeId} ${attempt}`);
    this.#due.push(
      this.#random.below(3) === 0
        ? { kind: "attempt_failed", nodeId, attempt, error: { message: "broken" } }
        : { kind: "attempt_succeeded", nodeId, attempt, output: attempt },
    );
  }

  #check(): void {
    const nodes = [...this.#state.nodes.values()];
    const running = nodes.filter(({ status }) => status === "running");
    expect(running.map(({ id, attempt }) => `${id} ${attempt}`).toSorted()).toEqual([...this.#living].toSorted());
    expect(running.length).toBeLessThanOrEqual(maxParallel);
    expect(nodes.filter(({ status }) => status === "waiting")).toHaveLength(this.#openGates.size);
    if (this.#state.paused) expect(nodes.some(({ status }) => status === "queued")).toBe(false);
    expect(this.isOver).toBe(this.ended === 1);
    if (this.isOver) expect(nodes.every(({ status }) => isFinal(status))).toBe(true);
  }
}

function planGraph(random: Random): ReadonlyMap<string, PlannedNode> {
  const nodes = Array.from({ length: 1 + random.below(10) }, (_, index): PlannedNode => {
    const after = Array.from({ length: index }, (_unused, other) => `n${other}`).filter(() => random.below(3) === 0);
    const isGate = random.below(5) === 0;
    return { id: `n${index}`, kind: isGate ? "gate" : "command", after, maxAttempts: isGate ? 1 : 1 + random.below(3), backoffMs: 1 };
  });
  return new Map(nodes.map((node) => [node.id, node]));
}

describe("any run", () => {
  it("keeps its limits at every step, and ends exactly once", () => {
    const firstSeed = seedOf("SIMULATION_SEED");
    for (let seed = firstSeed; seed < firstSeed + 500; seed += 1) {
      const simulation = new Simulation(seed);
      try {
        simulation.run();
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error });
      }
      expect(simulation.ended).toBe(1);
    }
  });
});
