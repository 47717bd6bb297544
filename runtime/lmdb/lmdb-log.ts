import { outcomeKey } from "../core/log/command.js";
import { addEpoch, currentEpoch, epochSpan, nextEpoch, positionAt } from "../core/log/epochs.js";
import type {
  AppendResult,
  Checkpoint,
  Claim,
  LedgerSize,
  LogRecord,
  LogSlice,
  LogSnapshot,
  LogReadResult,
  Outcome,
  ReadRequest,
  SnapshotChoice,
  StoredProtocol,
  StreamLog,
  TrimRequest,
} from "../core/log/stream-log.js";
import { Tails } from "../core/log/tails.js";
import type { CommandId, Position, StreamId } from "../core/frames/types.js";
import { positionAtTime } from "./append-times.js";
import { appendRecords, lookUpOutcome } from "./append-records.js";
import { allCheckpoints, readSnapshotOf } from "./read-checkpoints.js";
import { readAfter, readBefore } from "./read-events.js";
import { StreamChanges } from "./stream-changes.js";
import type { StreamMeta } from "./stored-meta.js";
import { Tables } from "./tables.js";
import { putSnapshot, trimStream } from "./trim-stream.js";

/** Options of {@link openLmdbLog}. */
export type LmdbLogOptions = {
  /** Returns the time in milliseconds since 1970. Tests replace it. @default Date.now */
  readonly now?: (() => number) | undefined;
  /** Returns a number in [0, 1). Tests replace it. @default Math.random */
  readonly random?: (() => number) | undefined;
};

/**
 * A {@link StreamLog} in LMDB. The tables have a version number for each stream. Each write changes this number, so an outdated
 * writer cannot write. Reads return committed records only.
 */
export class LmdbLog implements StreamLog {
  readonly durability = "durable";
  readonly #tables: Tables;
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #tails = new Tails();
  readonly #changes = new Map<StreamId, StreamChanges>();

  constructor(path: string, options: LmdbLogOptions) {
    this.#tables = new Tables(path);
    this.#now = options.now ?? Date.now;
    this.#random = options.random ?? Math.random;
  }

  claim(stream: StreamId, protocol?: StoredProtocol): Promise<Claim> {
    return this.#changesOf(stream).make((draft) => {
      const old = draft.meta;
      draft.forgetForeignAppends();
      const epoch = nextEpoch(old === undefined ? 0 : currentEpoch(old.epochs), this.#now(), this.#random());
      const meta: StreamMeta =
        old === undefined
          ? { epochs: [epochSpan(epoch, 0, protocol)], start: 0, end: 0, horizonMs: 0 }
          : { ...old, epochs: addEpoch(old.epochs, epoch, old.end, protocol) };
      draft.setMeta(meta);
      return { epoch, head: positionAt(meta.epochs, meta.end) };
    });
  }

  async append(stream: StreamId, epoch: number, records: readonly LogRecord[], number?: number): Promise<AppendResult> {
    const changes = this.#changesOf(stream);
    const { result, slice } = await changes.make((draft) => appendRecords(draft, { epoch, records, number, nowMs: this.#now() }), true);
    if (slice !== undefined) this.#tails.notify(stream, slice);
    return result;
  }

  async read(stream: StreamId, after: Position | undefined, request: ReadRequest): Promise<LogReadResult | undefined> {
    const meta = this.#tables.meta(stream);
    return meta && readAfter(this.#tables, stream, meta, { ...request, after });
  }

  async readBefore(stream: StreamId, before: Position | undefined, request: ReadRequest): Promise<LogReadResult | undefined> {
    const meta = this.#tables.meta(stream);
    return meta && readBefore(this.#tables, stream, meta, { ...request, before });
  }

  async positionAtTime(stream: StreamId, timeMs: number): Promise<Position | undefined> {
    const meta = this.#tables.meta(stream);
    return meta && positionAtTime(this.#tables.appends, stream, meta, timeMs);
  }

  async outcome(stream: StreamId, id: CommandId, by?: string): Promise<Outcome | "forgotten" | undefined> {
    const stored = (key: string): Outcome | undefined => this.#tables.outcome(stream, key);
    const recorded = stored(outcomeKey(stored, id, by));
    return lookUpOutcome(recorded, this.#tables.meta(stream), id);
  }

  async ledgerSize(stream: StreamId): Promise<LedgerSize> {
    return this.#tables.ledgerSize(stream);
  }

  async decision(stream: StreamId, gate: string): Promise<Outcome | undefined> {
    return this.#tables.decision(stream, gate);
  }

  async head(stream: StreamId): Promise<Position | undefined> {
    const meta = this.#tables.meta(stream);
    return meta === undefined ? undefined : positionAt(meta.epochs, meta.end);
  }

  tail(stream: StreamId, listener: (slice: LogSlice) => void): () => void {
    return this.#tails.add(stream, listener);
  }

  putSnapshot(stream: StreamId, epoch: number, snapshot: LogSnapshot): Promise<boolean> {
    return this.#changesOf(stream).make((draft) => putSnapshot(draft, epoch, snapshot, this.#now()));
  }

  async snapshot(stream: StreamId, choice: SnapshotChoice = {}): Promise<LogSnapshot | undefined> {
    const meta = this.#tables.meta(stream);
    return meta && readSnapshotOf(this.#tables, stream, meta, choice);
  }

  async checkpoints(stream: StreamId): Promise<readonly Checkpoint[]> {
    const meta = this.#tables.meta(stream);
    return meta === undefined ? [] : allCheckpoints(this.#tables, stream, meta, this.#now());
  }

  trim(stream: StreamId, request: TrimRequest): Promise<void> {
    return this.#changesOf(stream).make((draft) => {
      if (draft.meta !== undefined) trimStream(draft, draft.meta, request, this.#now());
    });
  }

  remove(stream: StreamId): Promise<void> {
    return this.#changesOf(stream).make((draft) => draft.remove());
  }

  async close(): Promise<void> {
    await Promise.all([...this.#changes.values()].map(({ work }) => work));
    await this.#tables.close();
  }

  /** Returns the queue of a stream's changes. They are made one after another. */
  #changesOf(stream: StreamId): StreamChanges {
    const changes = this.#changes.get(stream) ?? new StreamChanges(this.#tables, stream, () => this.#changes.delete(stream));
    this.#changes.set(stream, changes);
    return changes;
  }
}
