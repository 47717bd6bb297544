import type { CommandId, Position, StreamId } from "../frames/types.js";

/** An event as its publisher serialised it; these characters are what goes to every client. */
export type EventRecord = { readonly kind: "event"; readonly text: string };

/** How a command ended, appended together with the events that are its effects. */
export type OutcomeRecord = { readonly kind: "outcome"; readonly outcome: Outcome };

/** What a log holds. Only events have a `seq`; an outcome belongs to the place where it was appended. */
export type LogRecord = EventRecord | OutcomeRecord;

/** How a command ended. */
export type Outcome = {
  readonly id: CommandId;
  readonly reply: Reply;
  /** The decision that this command took, if it took one. */
  readonly decision?: Decision;
};

/** The answer to a command: it took effect, or why it did not. */
export type Reply =
  { readonly verdict: "ack"; readonly result?: unknown } | { readonly verdict: "nack"; readonly code: string; readonly message: string };

/** What was decided: one instance of a gate, by one client event. */
export type Decision = { readonly gate: string; readonly event: { readonly [key: string]: unknown } };

/** An outcome and the newest position as it was appended. */
export type RecordedOutcome = Outcome & { readonly at: Position };

/** What a log knows of a command: its outcome, nothing, or that it is too old to know. */
export type OutcomeLookup = RecordedOutcome | "forgotten" | undefined;

/** The right to append, until somebody else claims the stream. */
export type Claim = { readonly epoch: number; readonly head: Position };

/** Result of {@link StreamLog.append}: all records are in the log, or none. */
export type AppendResult =
  /** `at` is the newest position, of the last event appended or, where there was none, of one before. */
  | { readonly status: "appended"; readonly at: Position }
  /** Somebody else has claimed the stream since. */
  | { readonly status: "fenced"; readonly epoch: number }
  /** A command's outcome is in the log already. */
  | { readonly status: "duplicate"; readonly outcome: RecordedOutcome }
  /** The gate has been decided already. */
  | { readonly status: "decided"; readonly outcome: RecordedOutcome }
  /** The command's id is so old that its outcome may have been forgotten. */
  | { readonly status: "forgotten" };

/** How much to read at once. At least one event is read where there is one. */
export type ReadLimit = { readonly maxEvents: number; readonly maxBytes: number };

/** Result of {@link StreamLog.read}. */
export type LogReadResult =
  | (LogSlice & {
      readonly status: "events";
      readonly head: Position;
      /** How many events there are after `at`. */
      readonly remaining: number;
    })
  /** The events after that position are no longer held. `oldest` is the first position that can be read from. */
  | { readonly status: "trimmed"; readonly head: Position; readonly oldest: Position }
  /** This log never had that position. */
  | { readonly status: "unknown"; readonly head: Position };

/** Events of one epoch, in order. */
export type LogSlice = {
  readonly texts: readonly string[];
  /** Position before the first event. */
  readonly after: Position;
  /** Position of the first event; `after` where there is none. */
  readonly from: Position;
  /** `after` once more where the first event begins an epoch, so that its position does not tell what it follows. */
  readonly follows?: Position;
  /** Position of the last event; `after` where there is none. */
  readonly at: Position;
};

/** A stream's whole state as JSON text, and the position that it has reached. */
export type LogSnapshot = { readonly at: Position; readonly state: string };

/** How much to let go of. */
export type TrimRequest = {
  /** Events up to this position; never beyond the snapshot, from which alone they could be told again. */
  readonly through?: Position | undefined;
  /** Outcomes of commands whose ids are older than this, in milliseconds since 1970. Such ids are refused from then on. */
  readonly outcomesBeforeMs?: number | undefined;
};

/**
 * Where streams are kept. Every implementation passes the contract suite in
 * `tests/contract/log-contract.ts`. A promise that rejects means that nothing is known to have been
 * appended.
 */
export type StreamLog = {
  /** Whether what was appended survives the end of the process. */
  readonly durability: "memory" | "durable";
  /** Begins a new epoch, which refuses every writer of an older one. Makes the stream if there is none. */
  claim(stream: StreamId): Promise<Claim>;
  /** Appends all records or none, and resolves when that is as durable as it gets. */
  append(stream: StreamId, epoch: number, records: readonly LogRecord[]): Promise<AppendResult>;
  /** @param after `undefined` reads from the very first event. */
  read(stream: StreamId, after: Position | undefined, limit: ReadLimit): Promise<LogReadResult | undefined>;
  /** The outcome of a command, in whichever epoch it was appended. */
  outcome(stream: StreamId, id: CommandId): Promise<OutcomeLookup>;
  /** The outcome that decided `gate`. */
  decision(stream: StreamId, gate: string): Promise<RecordedOutcome | undefined>;
  /** Newest position; `undefined` where there is no such stream. */
  head(stream: StreamId): Promise<Position | undefined>;
  /** Calls `listener` with each append of events, in order, once it is durable. The result ends that. */
  tail(stream: StreamId, listener: (slice: LogSlice) => void): () => void;
  /** Keeps a snapshot instead of the one before; false when `epoch` is not the current one. */
  putSnapshot(stream: StreamId, epoch: number, snapshot: LogSnapshot): Promise<boolean>;
  snapshot(stream: StreamId): Promise<LogSnapshot | undefined>;
  trim(stream: StreamId, request: TrimRequest): Promise<void>;
  /** Forgets the stream and all that was kept of it. */
  remove(stream: StreamId): Promise<void>;
  close(): Promise<void>;
};
