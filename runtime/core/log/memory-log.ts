import type { RingBounds } from "../base/ring.js";
import type { CommandId, Position, StreamId } from "../frames/types.js";
import { nextEpoch } from "./epochs.js";
import { MemoryStream } from "./memory-stream.js";
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
} from "./stream-log.js";
import { Tails } from "./tails.js";

/** Options of {@link MemoryLog}. */
export type MemoryLogOptions = {
  /** The largest number of events that the log keeps for each stream. @default 10_000 */
  readonly maxEvents?: number | undefined;
  /** The most bytes of events that the log keeps for each stream. @default 8_388_608 */
  readonly maxBytes?: number | undefined;
  /** Returns the time in milliseconds since 1970. Tests replace it. @default Date.now */
  readonly now?: (() => number) | undefined;
  /** Returns a number in [0, 1). Tests replace it. @default Math.random */
  readonly random?: (() => number) | undefined;
};

/** Keeps the newest events of each stream in memory. They are lost when the process ends. */
export class MemoryLog implements StreamLog {
  readonly durability = "memory";
  readonly #bounds: RingBounds;
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #streams = new Map<StreamId, MemoryStream>();
  readonly #tails = new Tails();
  /** The latest epoch of all streams. A stream that is removed and created again therefore gets a new epoch. */
  #lastEpoch = 0;

  constructor(options: MemoryLogOptions = {}) {
    this.#bounds = { maxItems: options.maxEvents ?? 10_000, maxBytes: options.maxBytes ?? 8_388_608 };
    this.#now = options.now ?? Date.now;
    this.#random = options.random ?? Math.random;
  }

  claim(stream: StreamId, protocol?: StoredProtocol): Promise<Claim> {
    this.#lastEpoch = nextEpoch(this.#lastEpoch, this.#now(), this.#random());
    const existing = this.#streams.get(stream);
    if (existing !== undefined) return Promise.resolve(existing.claim(this.#lastEpoch, protocol));
    const created = new MemoryStream(this.#lastEpoch, { bounds: this.#bounds, now: this.#now }, protocol);
    this.#streams.set(stream, created);
    return Promise.resolve({ epoch: created.epoch, head: created.head });
  }

  async append(stream: StreamId, epoch: number, records: readonly LogRecord[], number?: number): Promise<AppendResult> {
    const held = this.#streams.get(stream);
    if (held === undefined) return { status: "fenced", epoch: 0 };
    const { result, slice } = held.append(epoch, records, number);
    if (slice !== undefined) this.#tails.notify(stream, slice);
    return result;
  }

  read(stream: StreamId, after: Position | undefined, request: ReadRequest): Promise<LogReadResult | undefined> {
    return Promise.resolve(this.#streams.get(stream)?.read(after, request));
  }

  readBefore(stream: StreamId, before: Position | undefined, request: ReadRequest): Promise<LogReadResult | undefined> {
    return Promise.resolve(this.#streams.get(stream)?.readBefore(before, request));
  }

  positionAtTime(stream: StreamId, timeMs: number): Promise<Position | undefined> {
    return Promise.resolve(this.#streams.get(stream)?.positionAtTime(timeMs));
  }

  outcome(stream: StreamId, id: CommandId, by?: string): Promise<Outcome | "forgotten" | undefined> {
    return Promise.resolve(this.#streams.get(stream)?.outcome(id, by));
  }

  ledgerSize(stream: StreamId): Promise<LedgerSize> {
    return Promise.resolve(this.#streams.get(stream)?.ledgerSize ?? { outcomes: 0, decisions: 0 });
  }

  decision(stream: StreamId, gate: string): Promise<Outcome | undefined> {
    return Promise.resolve(this.#streams.get(stream)?.decision(gate));
  }

  head(stream: StreamId): Promise<Position | undefined> {
    return Promise.resolve(this.#streams.get(stream)?.head);
  }

  tail(stream: StreamId, listener: (slice: LogSlice) => void): () => void {
    return this.#tails.add(stream, listener);
  }

  putSnapshot(stream: StreamId, epoch: number, snapshot: LogSnapshot): Promise<boolean> {
    return Promise.resolve(this.#streams.get(stream)?.putSnapshot(epoch, snapshot) ?? false);
  }

  snapshot(stream: StreamId, choice?: SnapshotChoice): Promise<LogSnapshot | undefined> {
    return Promise.resolve(this.#streams.get(stream)?.snapshot(choice));
  }

  checkpoints(stream: StreamId): Promise<readonly Checkpoint[]> {
    return Promise.resolve(this.#streams.get(stream)?.checkpoints() ?? []);
  }

  trim(stream: StreamId, request: TrimRequest): Promise<void> {
    this.#streams.get(stream)?.trim(request);
    return Promise.resolve();
  }

  remove(stream: StreamId): Promise<void> {
    this.#streams.delete(stream);
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#streams.clear();
    return Promise.resolve();
  }
}
