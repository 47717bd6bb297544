import { Ring } from "../base/ring.js";
import type { RingBounds } from "../base/ring.js";
import type { CommandId, Position } from "../frames/types.js";
import { outcomeKey } from "./command.js";
import { answerAgain, gateOf, keptVerdict, numbersAfter } from "./append-numbers.js";
import type { AppendNumbers, KeptOutcomes } from "./append-numbers.js";
import { commandTimeMs, forgetBeforeMs } from "./command-id.js";
import { earlierAfter, offsetToKeep, snapshotOf } from "./earlier-snapshot.js";
import type { EarlierSnapshot } from "./earlier-snapshot.js";
import { addEpoch, currentEpoch, describeSlice, endOfEpoch, epochSpan, offsetOf, positionAt, trimEpochs } from "./epochs.js";
import type { Epochs } from "./epochs.js";
import { assertStorable, outcomeText, readOutcome } from "./outcome-text.js";
import type {
  AppendResult,
  AppendVerdict,
  Claim,
  LedgerSize,
  LogReadResult,
  LogRecord,
  LogSlice,
  LogSnapshot,
  NewOutcome,
  Outcome,
  ReadLimit,
  StoredProtocol,
  TrimRequest,
} from "./stream-log.js";
import { utf8Length } from "../base/utf8.js";

type HeldEvent = { readonly text: string; readonly byteLength: number };

/** One stream of a {@link MemoryLog}. Its methods are synchronous, so that the tests' simulation can call them without waiting. */
export class MemoryStream {
  readonly #events: Ring<HeldEvent>;
  /** The outcomes by {@link outcomeKey}. */
  readonly #outcomes = new Map<string, Outcome>();
  readonly #decisions = new Map<string, Outcome>();
  #epochs: Epochs;
  #snapshot: LogSnapshot | undefined;
  #earlier: EarlierSnapshot | undefined;
  #horizonMs = 0;
  #numbers: AppendNumbers | undefined;

  constructor(epoch: number, bounds: RingBounds, protocol?: StoredProtocol) {
    this.#epochs = [epochSpan(epoch, 0, protocol)];
    this.#events = new Ring(bounds);
  }

  get epoch(): number {
    return currentEpoch(this.#epochs);
  }

  get head(): Position {
    return positionAt(this.#epochs, this.#events.end);
  }

  /** Returns the newest snapshot. If `digest` is given, returns the snapshot of the version with this digest. */
  snapshot(digest?: string): LogSnapshot | undefined {
    return snapshotOf(this.#snapshot, () => this.#earlier, digest, this.#extent);
  }

  get #extent(): { readonly epochs: Epochs; readonly start: number; readonly end: number } {
    return { epochs: this.#epochs, start: this.#events.start, end: this.#events.end };
  }

  /** Bytes of all events that the stream holds. */
  get byteLength(): number {
    return this.#events.byteLength;
  }

  claim(epoch: number, protocol?: StoredProtocol): Claim {
    this.#epochs = addEpoch(this.#epochs, epoch, this.#events.end, protocol);
    return { epoch, head: this.head };
  }

  /** Appends all records or none. `slice` contains the appended events, which the log passes to the listeners of the tail. */
  append(epoch: number, records: readonly LogRecord[], number?: number): { readonly result: AppendResult; readonly slice?: LogSlice } {
    assertStorable(records);
    if (epoch !== this.epoch) return { result: { status: "fenced", epoch: this.epoch } };
    const again = number === undefined ? undefined : answerAgain(this.#numbers, { epoch, number }, this.#keptOutcomes);
    if (again !== undefined) return { result: again };
    const refusal = this.#refusal(records);
    const made = refusal === undefined ? this.#append(records) : { result: refusal };
    if (number === undefined) return made;
    const verdict = keptVerdict(made.result, this.#events.end, gateOf(records));
    this.#numbers = numbersAfter(this.#numbers, epoch, verdict);
    return made;
  }

  get #keptOutcomes(): KeptOutcomes {
    return {
      epochs: this.#epochs,
      outcome: (id, by) => this.#outcomes.get(this.#keyOf(id, by)),
      decision: (gate) => this.#decisions.get(gate),
    };
  }

  #append(records: readonly LogRecord[]): { readonly result: AppendVerdict; readonly slice?: LogSlice } {
    const start = this.#events.end;
    const texts: string[] = [];
    for (const record of records) {
      if (record.kind !== "event") continue;
      texts.push(record.text);
      this.#events.append({ text: record.text, byteLength: utf8Length(record.text) });
    }
    if (this.#epochs.length > 1) this.#epochs = trimEpochs(this.#epochs, this.#events.start);
    const slice = texts.length === 0 ? undefined : describeSlice(this.#epochs, start, texts);
    const at = slice?.at ?? this.head;
    for (const record of records) if (record.kind === "outcome") this.#record({ ...record.outcome, at });
    const result: AppendVerdict = { status: "appended", at };
    return slice === undefined ? { result } : { result, slice };
  }

  read(after: Position | undefined, limit: ReadLimit): LogReadResult {
    const head = this.head;
    const offset = after === undefined ? 0 : offsetOf(this.#epochs, after, this.#events.end);
    if (offset === undefined) return { status: "unknown", head };
    const items = this.#events.read(offset, limit.maxBytes);
    if (items === undefined) return { status: "trimmed", head, oldest: positionAt(this.#epochs, this.#events.start) };
    const untilEpochEnd = endOfEpoch(this.#epochs, offset, this.#events.end) - offset;
    const texts = items.slice(0, Math.min(untilEpochEnd, Math.max(1, limit.maxEvents))).map(({ text }) => text);
    const remaining = this.#events.end - offset - texts.length;
    return { status: "events", ...describeSlice(this.#epochs, offset, texts), head, remaining };
  }

  outcome(id: CommandId, by?: string): Outcome | "forgotten" | undefined {
    return this.#outcomes.get(this.#keyOf(id, by)) ?? (commandTimeMs(id) < this.#horizonMs ? "forgotten" : undefined);
  }

  get ledgerSize(): LedgerSize {
    return { outcomes: this.#outcomes.size, decisions: this.#decisions.size };
  }

  decision(gate: string): Outcome | undefined {
    return this.#decisions.get(gate);
  }

  putSnapshot(epoch: number, snapshot: LogSnapshot, nowMs: number): boolean {
    if (epoch !== this.epoch) return false;
    this.#earlier = earlierAfter(this.#earlier, this.#snapshot, snapshot, nowMs);
    this.#snapshot = snapshot;
    return true;
  }

  trim(request: TrimRequest): void {
    if (request.through !== undefined && this.#snapshot !== undefined) {
      const through = offsetOf(this.#epochs, request.through, this.#events.end) ?? 0;
      const covered = offsetOf(this.#epochs, this.#snapshot.at, this.#events.end) ?? 0;
      const kept = offsetToKeep(this.#earlier, this.#extent, request.rollback);
      if (kept === undefined) this.#earlier = undefined;
      this.#events.dropBefore(Math.min(through, covered, kept ?? covered));
      this.#epochs = trimEpochs(this.#epochs, this.#events.start);
    }
    this.#forgetOutcomes(request);
  }

  #refusal(records: readonly LogRecord[]): AppendVerdict | undefined {
    for (const record of records) {
      const refusal = record.kind === "outcome" ? this.#outcomeRefusal(record.outcome) : undefined;
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  #keyOf(id: CommandId, by: string | undefined): string {
    return outcomeKey((key) => this.#outcomes.get(key), id, by);
  }

  #outcomeRefusal({ id, by, decision }: NewOutcome): AppendVerdict | undefined {
    const recorded = this.outcome(id, by);
    if (recorded === "forgotten") return { status: "forgotten" };
    if (recorded !== undefined) return { status: "duplicate", outcome: recorded };
    const winner = decision === undefined ? undefined : this.#decisions.get(decision.gate);
    return winner === undefined ? undefined : { status: "decided", outcome: winner };
  }

  #record(given: Outcome): void {
    // A copy, because the application may change the original later.
    const outcome = readOutcome(outcomeText(given)) ?? given;
    this.#outcomes.set(this.#keyOf(outcome.id, outcome.by), outcome);
    if (outcome.decision !== undefined) this.#decisions.set(outcome.decision.gate, outcome);
  }

  /** Moves the horizon only past outcomes that it removes, because the caller's clock may be wrong. */
  #forgetOutcomes(request: TrimRequest): void {
    if (request.outcomesBeforeMs === undefined) return;
    const times = Array.from(this.#outcomes.keys(), (id): readonly [CommandId, number] => [id, commandTimeMs(id)]);
    const newestMs = times.reduce((newest, [, timeMs]) => Math.max(newest, timeMs), 0);
    const beforeMs = forgetBeforeMs(request, newestMs);
    for (const [id, timeMs] of times) {
      if (timeMs >= beforeMs) continue;
      this.#outcomes.delete(id);
      this.#horizonMs = Math.max(this.#horizonMs, timeMs + 1);
    }
  }
}
