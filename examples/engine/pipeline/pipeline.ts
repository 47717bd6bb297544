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
  /** Ids of the steps that have to be done before this one starts. */
  readonly after: readonly string[];
  /** The number of attempts before the step counts as failed. */
  readonly maxAttempts: number;
  /** Wait before the second attempt; doubles with every further attempt. */
  readonly backoffMs: number;
};

/** A step that runs a child process. */
export type CommandStep = StepBase & {
  readonly kind: "command";
  /** Program and arguments. They are run without a shell. */
  readonly command: readonly string[];
  /** Working directory, relative to the run's base directory. */
  readonly directory: string;
  /** Environment variables in addition to those of the engine. */
  readonly environment: ReadonlyMap<string, string>;
  readonly timeoutMs: number | undefined;
  readonly artifacts: readonly ArtifactSource[];
};

/** A step that waits for a person. */
export type GateStep = StepBase & {
  readonly kind: "gate";
  /** The gate without its expiry, which is known only when the gate opens. */
  readonly presentation: GatePresentation;
  /** How long the gate waits for a decision; undefined means without limit. */
  readonly expiresAfterMs: number | undefined;
  /** The decision that applies when the gate expires. */
  readonly defaultDecision: GateDecision;
};

/** One node of a pipeline. */
export type Step = CommandStep | GateStep;

/** The engine's action when the cost exceeds the budget. */
export type BudgetAction = "continue" | "pause" | "cancel";

/** The price of computing, and the budget. */
export type Price = {
  readonly usdPerCpuSecond: number;
  /** The largest allowed cost; undefined means no limit. */
  readonly budgetUsd: number | undefined;
  readonly onExceeded: BudgetAction;
};

/** A DAG of commands and gates, as {@link parsePipeline} reads it from a file. */
export type Pipeline = {
  readonly title: string;
  /** The number of commands that may run at the same time. Gates do not count. */
  readonly maxParallel: number;
  /** The longest time that the whole run may take. */
  readonly timeoutMs: number | undefined;
  /** Time between the signal to stop a process and the signal to kill it. */
  readonly stopGraceMs: number;
  readonly price: Price;
  /** The steps in the order of the file. If several steps can start, they start in this order. */
  readonly steps: ReadonlyMap<string, Step>;
};
