import type { GateDecision, GatePresentation } from "@dagwire/dag";

/** A file that a step leaves behind and that is announced as an artifact when the step completes. */
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
  /** Ids of the steps that have to be done before. */
  readonly after: readonly string[];
  /** How often the step is tried before it counts as failed. */
  readonly maxAttempts: number;
  /** Wait before the second attempt; doubles with every further one. */
  readonly backoffMs: number;
};

/** A step that runs a child process. */
export type CommandStep = StepBase & {
  readonly kind: "command";
  /** Program and arguments; no shell reads them. */
  readonly command: readonly string[];
  /** Where it runs, relative to the run's base directory. */
  readonly directory: string;
  /** Variables on top of the engine's own environment. */
  readonly environment: ReadonlyMap<string, string>;
  readonly timeoutMs: number | undefined;
  readonly artifacts: readonly ArtifactSource[];
};

/** A step that waits for a person. */
export type GateStep = StepBase & {
  readonly kind: "gate";
  /** All but the expiry, which is known only when the gate opens. */
  readonly presentation: GatePresentation;
  /** How long the gate waits; undefined means without end. */
  readonly expiresAfterMs: number | undefined;
  /** What the gate decides when it expires. */
  readonly defaultDecision: GateDecision;
};

/** One node of a pipeline. */
export type Step = CommandStep | GateStep;

/** What the engine does when spending crosses the budget. */
export type BudgetAction = "continue" | "pause" | "cancel";

/** What computing costs. */
export type Price = {
  readonly usdPerCpuSecond: number;
  /** Undefined means no limit. */
  readonly budgetUsd: number | undefined;
  readonly onExceeded: BudgetAction;
};

/** A DAG of commands and gates, as {@link parsePipeline} reads it from a file. */
export type Pipeline = {
  readonly title: string;
  /** How many commands run at the same time; gates do not count. */
  readonly maxParallel: number;
  /** Longest time that the whole run may take. */
  readonly timeoutMs: number | undefined;
  /** Time between asking a process to stop and killing it. */
  readonly stopGraceMs: number;
  readonly price: Price;
  /** In the order of the file, which is the order in which steps start when several could. */
  readonly steps: ReadonlyMap<string, Step>;
};
