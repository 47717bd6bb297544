import type { Position } from "../../runtime/core/log/position.js";
import type { LogRecord, LogSnapshot, LogReadResult, Outcome } from "../../runtime/core/log/stream-log.js";
import type { QueueOutput } from "../../runtime/core/commands/command-queue.js";
import type { ClientEvent as ClientFrame } from "../../runtime/core/frames/client-event.js";
import type { CursorOutput } from "../../runtime/core/client-steps/cursor-state.js";

/** The faults of the network and the processes. */
export const faults = [
  "cut",
  "halfOpen",
  "gatewayCrash",
  "engineCrash",
  "zombie",
  "trim",
  "loseLog",
  "clockJump",
  "sleep",
  "slowReader",
  "reload",
] as const;
export type Fault = (typeof faults)[number];

/** The functions that a planted bug replaces. A function that a variant leaves out is correct. */
export type Variant = {
  readonly name: string;
  /** Changes what a client sends. */
  readonly sent?: (client: number, frame: ClientFrame) => ClientFrame;
  /** Sees what a client receives, as text, and may change it. */
  readonly received?: (client: number, text: string) => string;
  readonly told?: (output: CursorOutput) => CursorOutput;
  readonly read?: (result: LogReadResult) => LogReadResult;
  readonly snapshot?: (snapshot: LogSnapshot, headAtAnswer: Position) => LogSnapshot;
  readonly found?: (outcome: Outcome | "forgotten" | undefined) => Outcome | "forgotten" | undefined;
  readonly decisionFound?: (outcome: Outcome | undefined) => Outcome | undefined;
  readonly records?: (records: readonly LogRecord[]) => readonly LogRecord[];
  readonly queueOutputs?: (outputs: readonly QueueOutput[]) => readonly QueueOutput[];
  readonly ignoresFencing?: true;
  readonly broadcastsBeforeAppend?: true;
  readonly joinsAnywhere?: true;
  readonly ignoresBackpressure?: true;
};

/** The options of one run of the simulator. Equal options give equal runs. */
export type Schedule = {
  readonly seed: number;
  /** The number of steps with faults, before the fair phase. */
  readonly steps: number;
  readonly faults: readonly Fault[];
  readonly variant?: Variant | undefined;
};

/** An invariant of docs/SPEC.md that did not hold. */
export class Violation extends Error {
  readonly rule: string;

  constructor(rule: string, message: string) {
    super(`${rule}: ${message}`);
    this.rule = rule;
  }
}
