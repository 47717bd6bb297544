import type { Page } from "../../runtime/core/delivery/page-text.js";
import type { Position } from "../../runtime/core/log/position.js";
import type { Subprotocol } from "../../runtime/core/base/subprotocols.js";
import type { LogRecord, LogSnapshot, LogReadResult, Outcome } from "../../runtime/core/log/stream-log.js";
import type { QueueOutput } from "../../runtime/core/commands/command-queue.js";
import type { ClientEvent as ClientFrame } from "../../runtime/core/frames/client-event.js";
import type { PieceFrame } from "../../runtime/core/frames/server-event.js";
import type { CursorOutput } from "../../runtime/core/client-steps/client-state.js";

/** The faults that a schedule injects. */
export const faults = [
  "cut",
  "halfOpen",
  "deliveryCrash",
  "engineCrash",
  "zombie",
  "trim",
  "loseLog",
  "clockJump",
  "sleep",
  "slowReader",
  "reload",
  "logTrouble",
] as const;
export type Fault = (typeof faults)[number];

/** How a log can fail: it stores nothing and says so, or never answers, or stores the records and never answers. */
export const troubles = ["fails", "hangs", "loses the answer"] as const;
export type LogTrouble = (typeof troubles)[number];

/** Places where a planted bug changes the simulation. The simulation does right what a variant leaves out. */
export type Variant = {
  readonly name: string;
  /** Changes what a client sends. */
  readonly sent?: (client: number, frame: ClientFrame) => ClientFrame;
  /** Changes a text that a client receives. */
  readonly received?: (client: number, text: string) => string;
  /** Changes an output of a client before its application gets it. */
  readonly applied?: (output: CursorOutput) => CursorOutput;
  readonly read?: (result: LogReadResult) => LogReadResult;
  readonly snapshot?: (snapshot: LogSnapshot, headAtAnswer: Position) => LogSnapshot;
  /**
   * Changes the frames `$piece` of a state.
   *
   * @param older The pieces of the last state of the stream with another position, if there was one.
   */
  readonly pieces?: (pieces: readonly PieceFrame[], older: readonly PieceFrame[] | undefined) => readonly PieceFrame[];
  readonly found?: (outcome: Outcome | "forgotten" | undefined) => Outcome | "forgotten" | undefined;
  readonly decisionFound?: (outcome: Outcome | undefined) => Outcome | undefined;
  readonly records?: (records: readonly LogRecord[]) => readonly LogRecord[];
  readonly queueOutputs?: (outputs: readonly QueueOutput[]) => readonly QueueOutput[];
  /** Makes clients of an older build, which do not know some of the events that change the state. */
  readonly skew?: { readonly isUnknown: (text: string) => boolean; readonly neverHeals?: true };
  /** The subprotocol that the clients take for the one of their session. @default the newest */
  readonly subprotocol?: Subprotocol;
  readonly ignoresFencing?: true;
  /** Repeats an append without its number. */
  readonly dropsNumbers?: true;
  /** Computes the state from the records that the engine has sent, at each answer, instead of from the log's tail. */
  readonly takesOwnRecords?: true;
  readonly ignoresBacklog?: true;
  readonly broadcastsBeforeAppend?: true;
  readonly joinsAnywhere?: true;
  /** Lets a newcomer join the live set at the position of its snapshot, without the events since. */
  readonly joinsOverGap?: true;
  /** Gives newcomers a snapshot although the log no longer holds the events after it. */
  readonly servesTrimmed?: true;
  /** Gives clients of another build the snapshot that other newcomers get. */
  readonly ignoresBuild?: true;
  /** Lets events change the state while a snapshot of it is made, and puts no value aside. */
  readonly forgetsAside?: true;
  readonly ignoresBackpressure?: true;
  /** Changes a page of a stream's history. */
  readonly page?: (page: Page) => Page;
  /** Counts the events of the head's epoch in place of those of all epochs. */
  readonly countsEpoch?: true;
};

/** One run of the simulator. The same options give the same run. */
export type Schedule = {
  readonly seed: number;
  /** Number of steps with faults, before the phase without faults. */
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
