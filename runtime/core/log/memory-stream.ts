import { Ring } from "../base/ring.js";
import type { RingBounds } from "../base/ring.js";
import type { CommandId, Position } from "../frames/types.js";
import { outcomeKey } from "./command.js";
import { answerAgain, gateOf, keptVerdict, numbersAfter } from "./append-numbers.js";
import type { AppendNumbers, KeptOutcomes } from "./append-numbers.js";
import { commandTimeMs, forgetBeforeMs } from "./command-id.js";
import { chooseCheckpoint, isReplaced, planTrim } from "./checkpoints.js";
import type { Extent, KeptCheckpoint } from "./checkpoints.js";
import { addEpoch, currentEpoch, describeSlice, endOfEpoch, epochSpan, offsetOf, positionAt, startOfEpoch, trimEpochs } from "./epochs.js";
import type { Epochs } from "./epochs.js";
import { assertStorable, outcomeText, readOutcome } from "./outcome-text.js";
import { firstWhere, TimeRuns } from "./stored-times.js";
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
  ReadRequest,
  SnapshotChoice,
  StoredProtocol,
  TrimRequest,
} from "./stream-log.js";
import { utf8Length } from "../base/utf8.js";

type HeldEvent = {
  readonly text: string;
  readonly byteLength: number;
  readonly storedMs: number;
  /** The bytes of all events of the stream up to this one. */
  readonly bytes: number;
};

/** A snapshot with its place. A position that the stream never had has no place. */
type HeldSnapshot = { readonly snapshot: LogSnapshot; readonly checkpoint: KeptCheckpoint | undefined };

/** The bounds and the clock of a {@link MemoryStream}. */
export type MemoryStreamOptions = {
  readonly bounds: RingBounds;
  /** Returns the time in milliseconds since 1970. */
  readonly now: () => number;
};

/** One stream of a {@link MemoryLog}. Its methods are synchronous, so that the tests' simulation can call them without waiting. */
export class MemoryStream {
  readonly #events: Ring<HeldEvent>;
  readonly #now: () => number;
  /** The outcomes by {@link outcomeKey}. */
  readonly #outcomes = new Map<string, Outcome>();
  readonly #decisions = new Map<string, Outcome>();
  #epochs: Epochs;
  #newest: HeldSnapshot | undefined;
  /** The snapshots before the newest one, oldest first. */
  #earlier: readonly HeldSnapshot[] = [];
  #horizonMs = 0;
  #numbers: AppendNumbers | undefined;
  /** The time of the newest append of events. */
  #storedMs = 0;
  /** The bytes of all events that the stream has had. */
  #bytes = 0;

  constructor(epoch: number, { bounds, now }: MemoryStreamOptions, protocol?: StoredProtocol) {
    this.#now = now;
    this.#epochs = [epochSpan(epoch, 0, protocol)];
    this.#events = new Ring(bounds);
  }

  get epoch(): number {
    return currentEpoch(this.#epochs);
  }

  get head(): Position {
    return positionAt(this.#epochs, this.#events.end);
  }

  snapshot(choice: SnapshotChoice = {}): LogSnapshot | undefined {
    const { digest, upTo } = choice;
    const newest = this.#newest?.snapshot;
    if (upTo === undefined && (digest === undefined || newest?.protocol?.digest === digest)) return newest;
    const chosen = chooseCheckpoint(this.checkpoints(), choice, this.#extent);
    return chosen && this.#held.find(({ checkpoint }) => checkpoint === chosen)?.snapshot;
  }

  /** Returns the places at which the stream keeps its state, oldest first. */
  checkpoints(): readonly KeptCheckpoint[] {
    const { start } = this.#events;
    return this.#held.flatMap(({ checkpoint }) => (checkpoint !== undefined && checkpoint.count >= start ? [checkpoint] : []));
  }

  get #held(): readonly HeldSnapshot[] {
    return this.#newest === undefined ? this.#earlier : [...this.#earlier, this.#newest];
  }

  get #extent(): Extent {
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
    const storedMs = Math.max(this.#storedMs, this.#now());
    for (const record of records) {
      if (record.kind !== "event") continue;
      texts.push(record.text);
      this.#storedMs = storedMs;
      const byteLength = utf8Length(record.text);
      this.#bytes += byteLength;
      this.#events.append({ text: record.text, byteLength, storedMs, bytes: this.#bytes });
    }
    if (this.#epochs.length > 1) this.#epochs = trimEpochs(this.#epochs, this.#events.start);
    const slice = texts.length === 0 ? undefined : describeSlice(this.#epochs, start, texts);
    const at = slice?.at ?? this.head;
    for (const record of records) if (record.kind === "outcome") this.#record({ ...record.outcome, at });
    const result: AppendVerdict = { status: "appended", at };
    return slice === undefined ? { result } : { result, slice };
  }

  read(after: Position | undefined, request: ReadRequest): LogReadResult {
    const head = this.head;
    const offset = after === undefined ? 0 : offsetOf(this.#epochs, after, this.#events.end);
    if (offset === undefined) return { status: "unknown", head };
    const items = this.#events.read(offset, request.maxBytes);
    if (items === undefined) return this.#trimmed(head);
    const untilEpochEnd = endOfEpoch(this.#epochs, offset, this.#events.end) - offset;
    return this.#slice(offset, items.slice(0, Math.min(untilEpochEnd, Math.max(1, request.maxEvents))), request);
  }

  readBefore(before: Position | undefined, request: ReadRequest): LogReadResult {
    const head = this.head;
    const { start, end } = this.#events;
    const offset = before === undefined ? end + 1 : offsetOf(this.#epochs, before, end);
    if (offset === undefined) return { status: "unknown", head };
    const last = Math.max(0, offset - 1);
    if (last < start) return this.#trimmed(head);
    const first = Math.max(start, startOfEpoch(this.#epochs, last), last - Math.max(1, request.maxEvents));
    const items = this.#events.readBefore(last, first, request.maxBytes);
    return this.#slice(last - items.length, items, request);
  }

  positionAtTime(timeMs: number): Position {
    const { start, end } = this.#events;
    const offset = firstWhere(start, end, (index) => (this.#events.at(index)?.storedMs ?? 0) >= timeMs);
    return positionAt(this.#epochs, offset);
  }

  #trimmed(head: Position): LogReadResult {
    return { status: "trimmed", head, oldest: positionAt(this.#epochs, this.#events.start) };
  }

  /** Returns events as the result of a read. They follow the first `offset` events of the stream. */
  #slice(offset: number, items: readonly HeldEvent[], { withTimes }: ReadRequest): LogReadResult {
    const texts = items.map(({ text }) => text);
    const times = new TimeRuns();
    if (withTimes === true) for (const { storedMs } of items) times.add(1, storedMs);
    return {
      status: "events",
      ...describeSlice(this.#epochs, offset, texts),
      head: this.head,
      oldest: positionAt(this.#epochs, this.#events.start),
      remaining: this.#events.end - offset - texts.length,
      ...(times.runs && { times: times.runs }),
    };
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

  putSnapshot(epoch: number, snapshot: LogSnapshot): boolean {
    if (epoch !== this.epoch) return false;
    const checkpoint = this.#checkpointOf(snapshot);
    const { start } = this.#events;
    const newest = this.#newest?.checkpoint;
    const [before] = this.#earlier.slice(-1);
    const isKept = newest !== undefined && (checkpoint === undefined || !isReplaced(newest, before?.checkpoint, checkpoint, start));
    this.#earlier = (isKept ? this.#held : this.#earlier).filter((held) => (held.checkpoint?.count ?? 0) >= start);
    this.#newest = { snapshot, checkpoint };
    return true;
  }

  #checkpointOf({ at, state, protocol }: LogSnapshot): KeptCheckpoint | undefined {
    const count = offsetOf(this.#epochs, at, this.#events.end);
    if (count === undefined) return undefined;
    const bytes = this.#bytesUpTo(count);
    return { at, count, ...(protocol && { protocol }), storedMs: this.#now(), length: state.length, bytes };
  }

  /** Returns the bytes of all events up to number `count`, as far as the stream still knows them. */
  #bytesUpTo(count: number): number {
    const { start, end } = this.#events;
    if (count >= end) return this.#bytes;
    const next = this.#events.at(Math.max(start, count));
    return next === undefined ? 0 : next.bytes - next.byteLength;
  }

  trim(request: TrimRequest): void {
    const { start, kept } = planTrim(this.checkpoints(), this.#wantedStart(request), this.#extent, request.rollback);
    if (request.through !== undefined || request.retention !== undefined) {
      this.#earlier = this.#earlier.filter(({ checkpoint }) => checkpoint !== undefined && kept.includes(checkpoint));
      this.#events.dropBefore(start);
      this.#epochs = trimEpochs(this.#epochs, this.#events.start);
    }
    this.#forgetOutcomes(request);
  }

  /** Returns the number of the last event that a request wants to be removed. */
  #wantedStart({ through, retention = {} }: TrimRequest): number {
    const { start, end } = this.#events;
    const { events = Number.POSITIVE_INFINITY, bytes = Number.POSITIVE_INFINITY, ageMs = Number.POSITIVE_INFINITY } = retention;
    const named = through === undefined ? 0 : (offsetOf(this.#epochs, through, end) ?? 0);
    const isKept = (held: HeldEvent | undefined): boolean =>
      held === undefined || (this.#bytes - held.bytes + held.byteLength <= bytes && held.storedMs >= this.#storedMs - ageMs);
    return Math.max(
      named,
      end - events,
      firstWhere(start, end, (index) => isKept(this.#events.at(index))),
    );
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
