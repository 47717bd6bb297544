import type { CommandId, Position, StreamId } from "../frames/types.js";

/** An event as the JSON text that its publisher made. Every client gets exactly these characters. */
export type EventRecord = { readonly kind: "event"; readonly text: string };

/** The outcome of a command. It is appended together with the events that the command's handler has published. */
export type OutcomeRecord = { readonly kind: "outcome"; readonly outcome: NewOutcome };

/** An item of a log. Only events have a `seq`. An outcome has the position of the last event before it. */
export type LogRecord = EventRecord | OutcomeRecord;

/** The result of a command's handler: the command took effect with a value, or it was refused. */
export type CommandResult =
  | { readonly status: "accepted"; readonly value?: unknown }
  | { readonly status: "rejected"; readonly code: string; readonly message: string };

/** The client event that decided one instance of a gate. */
export type Decision = { readonly gate: string; readonly event: { readonly [key: string]: unknown } };

/** The outcome of a command before it is appended. */
export type NewOutcome = {
  readonly id: CommandId;
  /** Id of the principal that has sent the command. Absent if its server gave its principals no ids. */
  readonly by?: string | undefined;
  readonly result: CommandResult;
  /** Present if the command decided a gate. */
  readonly decision?: Decision;
};

/** The outcome of a command. `at` is the stream's head after the append. */
export type Outcome = NewOutcome & { readonly at: Position };

/** The version of a protocol that a writer of a stream speaks. A log notes it with each epoch and each snapshot. */
export type StoredProtocol = {
  readonly version: string;
  /** The digest of the events and of the state. */
  readonly digest: string;
  /**
   * The tags of the events that a reader may not skip: for each event its tags, by JSON Pointer, and their values.
   *
   * @default a reader may skip every event that it does not know
   */
  readonly mustUnderstand?: readonly Readonly<Record<string, readonly unknown[]>>[];
};

/** The right to append to a stream. The right ends when another writer claims the stream. */
export type Claim = { readonly epoch: number; readonly head: Position };

/**
 * Result of {@link StreamLog.append}. `gap`: the number is not the next one of this claim, and the log keeps no verdict for it.
 * `last` is the number of the last append that the log has taken.
 */
export type AppendResult = AppendVerdict | { readonly status: "gap"; readonly last: number };

/** The end of an append. The log holds all records if the status is `appended`, else none. */
export type AppendVerdict =
  /** `at` is the stream's head after the append. */
  | { readonly status: "appended"; readonly at: Position }
  /** Another writer has claimed the stream. `epoch` is the current one, and 0 if the log does not hold the stream. */
  | { readonly status: "fenced"; readonly epoch: number }
  /** The log already holds an outcome of this command. */
  | { readonly status: "duplicate"; readonly outcome: Outcome }
  /** An earlier command has decided the gate. */
  | { readonly status: "decided"; readonly outcome: Outcome }
  /** The command's id is older than the outcomes that the log still holds. */
  | { readonly status: "forgotten" };

/** The most events and bytes that one read returns. A read returns at least one event if the log has one, whatever its size. */
export type ReadLimit = { readonly maxEvents: number; readonly maxBytes: number };

/** The most events and bytes of one read, and whether the slice has times. */
export type ReadRequest = ReadLimit & {
  /** True if the slice has the times of its events. @default false */
  readonly withTimes?: boolean | undefined;
};

/** Consecutive events with one time. */
export type TimeRun = {
  readonly count: number;
  /** When the log has stored the events, in milliseconds since 1970. Absent for events that dagwire 0.1.0 has stored. */
  readonly storedMs?: number;
};

/** Result of {@link StreamLog.read} and {@link StreamLog.readBefore}. */
export type LogReadResult =
  | (LogSlice & {
      readonly status: "events";
      readonly head: Position;
      /** The first position from which the log can read. */
      readonly oldest: Position;
      /** Number of events in the log after the last event of this slice. */
      readonly remaining: number;
    })
  /** The log no longer holds the events after the position in the request. `oldest` is the first position from which it can read. */
  | { readonly status: "trimmed"; readonly head: Position; readonly oldest: Position }
  /** This log never had the position in the request. */
  | { readonly status: "unknown"; readonly head: Position };

/** Consecutive events of one epoch. */
export type LogSlice = {
  readonly texts: readonly string[];
  /** Position of the event before the slice. */
  readonly after: Position;
  /** Position of the first event of the slice. The same as `after` if the slice is empty. */
  readonly from: Position;
  /** The same as `after`. Present if the first event begins an epoch: its position then does not show which event comes before it. */
  readonly follows?: Position;
  /** Position of the last event of the slice. The same as `after` if the slice is empty. */
  readonly at: Position;
  /**
   * The version of the protocol in which the events were written. Absent if the writer has given no version to the log, or if the
   * slice is empty.
   */
  readonly protocol?: StoredProtocol;
  /** The number of events that the stream has had up to `after`, in all epochs. */
  readonly count: number;
  /**
   * When the log has stored the events. Present if the caller asks for times and the log knows one. The time of an event is never
   * less than the time of an earlier one.
   */
  readonly times?: readonly TimeRun[];
};

/** The state of a stream at one position, as JSON text. */
export type LogSnapshot = {
  readonly at: Position;
  readonly state: string;
  /** The version of the protocol that computed the state. Absent in snapshots of dagwire 0.1.0. */
  readonly protocol?: StoredProtocol;
};

/** A place of a stream at which its log keeps the state. From there on the log holds every event. */
export type Checkpoint = {
  readonly at: Position;
  /** The number of events that the stream has had up to `at`, in all epochs. */
  readonly count: number;
  /** The version of the protocol that computed the state. Absent in snapshots of dagwire 0.1.0. */
  readonly protocol?: StoredProtocol;
  /** When the log has stored the state, in milliseconds since 1970. */
  readonly storedMs: number;
  /** The number of characters of the state. */
  readonly length: number;
};

/** Says which snapshot {@link StreamLog.snapshot} returns: the newest one that matches every given field. */
export type SnapshotChoice = {
  /** Only a snapshot of the version with this digest. @default any version */
  readonly digest?: string | undefined;
  /** Only a snapshot at this position or before it. @default the newest snapshot */
  readonly upTo?: Position | undefined;
};

/**
 * The events of a stream that a log keeps. The log may remove older events once one of the bounds is exceeded. It then begins at a
 * checkpoint, so it keeps up to one distance of checkpoints more.
 */
export type Retention = {
  /** The number of the newest events that the log keeps. @default no bound */
  readonly events?: number | undefined;
  /** The bytes of the newest events that the log keeps. @default no bound */
  readonly bytes?: number | undefined;
  /** The log keeps events that are at most this many milliseconds older than the newest event. @default no bound */
  readonly ageMs?: number | undefined;
};

/** How much a log remembers of a stream's commands. */
export type LedgerSize = {
  /** The number of outcomes that the log holds. */
  readonly outcomes: number;
  /** The number of gates that have been decided. */
  readonly decisions: number;
};

/** The events and outcomes that {@link StreamLog.trim} removes. */
export type TrimRequest = {
  /**
   * Removes events up to this position, or up to the last checkpoint before it. Keeps all events after the newest snapshot, because
   * the snapshot does not include them.
   */
  readonly through?: Position | undefined;
  /** Removes older events than these, up to a checkpoint. @default the log removes none for this reason */
  readonly retention?: Retention | undefined;
  /**
   * The least that the log keeps, so that the application can go back to an earlier version. It is a checkpoint with all events
   * after it. At most `maxEvents` events follow that checkpoint, and the next checkpoint is not older than `replacedSinceMs`, in
   * milliseconds since 1970.
   *
   * @default nothing is kept for this reason
   */
  readonly rollback?: { readonly replacedSinceMs: number; readonly maxEvents: number } | undefined;
  /**
   * Removes outcomes of commands whose ids were made before this time, in milliseconds since 1970. The log then refuses
   * commands whose ids are not later than the newest id that it has removed.
   */
  readonly outcomesBeforeMs?: number | undefined;
  /**
   * Keeps the outcomes of commands whose ids were made at most this many milliseconds before the newest id in the log. A server
   * whose clock is ahead therefore removes no outcome too early.
   *
   * @default the log keeps none of them
   */
  readonly outcomesKeptMs?: number | undefined;
};

/**
 * Stores streams. Every implementation passes the contract suite in `tests/contract/log-contract.ts`. If the promise of
 * `append` rejects, the records may or may not be in the log.
 */
export type StreamLog = {
  /** `durable` if records survive the end of the process. */
  readonly durability: "memory" | "durable";
  /**
   * Begins a new epoch. From then on the log refuses appends of earlier writers. Creates the stream if the log does not hold it.
   *
   * @param protocol The version that the new writer speaks. The log notes it with the epoch.
   */
  claim(stream: StreamId, protocol?: StoredProtocol): Promise<Claim>;
  /**
   * Appends all records or none. Resolves when the log has stored the records as durably as it can. The log keeps one time for the
   * events of an append: that of its clock, or the time of the append before if that is later.
   *
   * @param number The number of the append within its claim, counted from 1. If the log has taken an append with this number, it
   * takes no records and gives the same answer again. A writer that got no answer therefore repeats the call. The log remembers
   * the newest eight answers. A refused append uses up its number. @default the append has no number
   */
  append(stream: StreamId, epoch: number, records: readonly LogRecord[], number?: number): Promise<AppendResult>;
  /**
   * Reads events. Resolves with `undefined` if the log does not hold the stream.
   *
   * @param after Position of the event before the first one to read. `undefined` reads from the first event.
   */
  read(stream: StreamId, after: Position | undefined, request: ReadRequest): Promise<LogReadResult | undefined>;
  /**
   * Reads the newest events before a position, in order and of one epoch. Leaves out the older ones if the request allows fewer.
   * Resolves with `undefined` if the log does not hold the stream. The result is `trimmed` if the log holds neither the event at
   * `before` nor the event before it.
   *
   * @param before Position of the event after the last one to read. `undefined` reads up to the head.
   */
  readBefore(stream: StreamId, before: Position | undefined, request: ReadRequest): Promise<LogReadResult | undefined>;
  /**
   * Returns the position after which the events begin that the log has stored at a time or later. The position is the head if the
   * log has none. Events without a time count as stored before the next event with one. Resolves with `undefined` if the log does
   * not hold the stream.
   *
   * @param timeMs Milliseconds since 1970.
   */
  positionAtTime(stream: StreamId, timeMs: number): Promise<Position | undefined>;
  /**
   * Returns the outcome of a command of any epoch. `forgotten` if the id is older than the outcomes that the log still holds.
   *
   * @param by Id of the principal that has sent the command. The log does not return the outcome of another sender, even if both
   * have used the same id. An outcome without a sender belongs to every sender.
   */
  outcome(stream: StreamId, id: CommandId, by?: string): Promise<Outcome | "forgotten" | undefined>;
  /** Returns the numbers of outcomes and decisions that the log holds for the stream. Both are 0 if the log does not hold it. */
  ledgerSize(stream: StreamId): Promise<LedgerSize>;
  /** Returns the outcome of the command that decided `gate`. */
  decision(stream: StreamId, gate: string): Promise<Outcome | undefined>;
  /** Returns the stream's head, or `undefined` if the log does not hold the stream. */
  head(stream: StreamId): Promise<Position | undefined>;
  /** Calls `listener` with the events of each append, in order, once they are stored. Returns a function that ends the calls. */
  tail(stream: StreamId, listener: (slice: LogSlice) => void): () => void;
  /**
   * Stores a snapshot, the newest one of the stream. The log keeps the snapshot before if it is of another version, or if the
   * events since the one before that have as many bytes as its state. Resolves with false if `epoch` is not the current one.
   */
  putSnapshot(stream: StreamId, epoch: number, snapshot: LogSnapshot): Promise<boolean>;
  /**
   * Returns a snapshot of the stream, if the log holds one that matches.
   *
   * @default the newest snapshot
   */
  snapshot(stream: StreamId, choice?: SnapshotChoice): Promise<LogSnapshot | undefined>;
  /** Returns the places at which the log keeps the stream's state, oldest first. From each of them the log can be read. */
  checkpoints(stream: StreamId): Promise<readonly Checkpoint[]>;
  /** Removes the old events and outcomes that `request` names. */
  trim(stream: StreamId, request: TrimRequest): Promise<void>;
  /** Removes the stream with its events, outcomes, decisions and snapshot. */
  remove(stream: StreamId): Promise<void>;
  /** Closes the log. */
  close(): Promise<void>;
};
