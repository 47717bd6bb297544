import type { GateDecision, GatePresentation } from "@dagwire/dag";

/** A file that a step writes. The engine announces it as an artifact when the step completes. */
export type ArtifactSource = {
  readonly name: string;
  /** Path of the file, relative to the step's directory. */
  readonly path: string;
  readonly mediaType: string | undefined;
};

type StepBase = {
  readonly id: string;
  readonly title: string | undefined;
  readonly summary: string | undefined;
  /** Ids of the steps that have to complete before this step starts. */
  readonly after: readonly string[];
  /** The number of attempts before the step counts as failed. */
  readonly maxAttempts: number;
  /** Milliseconds before the second attempt. The wait doubles with every further attempt. */
  readonly backoffMs: number;
};

/** A step that runs a child process. */
export type CommandStep = StepBase & {
  readonly kind: "command";
  /** The program and its arguments. The engine runs them without a shell. */
  readonly command: readonly string[];
  /** Working directory, relative to the run's base directory. */
  readonly directory: string;
  /** Environment variables of the node's program, in addition to the engine's variables. */
  readonly environment: ReadonlyMap<string, string>;
  readonly timeoutMs: number | undefined;
  readonly artifacts: readonly ArtifactSource[];
};

/** A step that waits for a person. */
export type GateStep = StepBase & {
  readonly kind: "gate";
  /** The texts and choices of the gate. The engine adds the time of expiry when the gate opens. */
  readonly presentation: GatePresentation;
  /** Milliseconds that the gate waits for a decision. Undefined means without limit. */
  readonly expiresAfterMs: number | undefined;
  /** The decision that applies when the gate expires. */
  readonly defaultDecision: GateDecision;
};

/** One node of a pipeline. */
export type Step = CommandStep | GateStep;

/** The engine's action when the cost exceeds the budget. */
export type BudgetAction = "continue" | "pause" | "cancel";

/** The price of processor time, the budget of a run, and what happens beyond the budget. */
export type Price = {
  readonly usdPerCpuSecond: number;
  /** The largest cost of a run that the pipeline allows. Undefined means no limit. */
  readonly budgetUsd: number | undefined;
  readonly onExceeded: BudgetAction;
};

/** A DAG of programs and gates, as {@link parsePipeline} reads it from a file. */
export type Pipeline = {
  readonly title: string;
  /** The number of programs that may run at the same time. Gates do not count. */
  readonly maxParallel: number;
  /** Milliseconds that the whole run may take. Undefined means no limit. */
  readonly timeoutMs: number | undefined;
  /** Milliseconds between the signal to stop a process and the signal to kill the process. */
  readonly stopGraceMs: number;
  readonly price: Price;
  /** The steps by id, in the order of the file. If several steps can start, they start in this order. */
  readonly steps: ReadonlyMap<string, Step>;
};
