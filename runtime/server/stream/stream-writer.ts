import { StreamError, toError } from "../../core/base/error.js";
import type { EventOf } from "../../core/contract/v1/contract.js";
import type { PartAt } from "../../core/contract/v1/state/state-holder.js";
import type { Protocol, ProtocolTypes } from "../../core/contract/v1/protocol.js";
import type { LogSlice, LogSnapshot } from "../../core/log/stream-log.js";
import type { Command } from "../../core/log/command.js";
import type { Position, StreamId } from "../../core/frames/types.js";
import { atOnce, guard } from "../../core/base/guard.js";
import type { CommandSource } from "./command-context.js";
import { isLater } from "../../core/log/position.js";
import type { SharedSnapshot, StateForm } from "../../core/delivery/shared-snapshot.js";
import { SnapshotCache } from "./snapshot-cache.js";
import type { SnapshotSurroundings } from "./snapshot-cache.js";
import { StateRestore } from "./restore-state.js";
import { StateKeeper } from "./state-keeper.js";
import { storedProtocolOf } from "./stored-protocol.js";
import { Ledger } from "./ledger.js";
import { StreamAppends } from "./stream-appends.js";
import type { TotalBacklog } from "./backlog.js";
import { StreamCommands } from "./stream-commands.js";
import type { CommandSurroundings } from "./stream-commands.js";
import type { Restored, StreamOptions } from "./stream-types.js";

/** Values and functions that a {@link StreamWriter} gets from its stream. */
export type WriterSurroundings<T extends ProtocolTypes> = CommandSurroundings<T> & {
  /** Validates an event and returns it as JSON text. */
  readonly textOf: (event: EventOf<T["server"]>) => string;
  /** Called when the writer cannot append any more. `code` says why. */
  readonly onOver: (code: "STREAM_TAKEN_OVER" | "LOG_FAILED") => void;
  /** The number of events after which the writer stores a snapshot in the log, and removes the events that exceed the retention. */
  readonly compactEvery: number;
  readonly pause: SnapshotSurroundings["pause"];
  readonly partBytes: number;
  readonly maxReplayEvents: number;
  readonly outcomesMaxAgeMs: number;
  readonly maxOutcomes: number;
  readonly maxDecisions: number;
  /** Milliseconds for which the log keeps the earlier snapshot, while at most `rollbackEvents` events follow the snapshot. */
  readonly rollbackMs: number;
  readonly rollbackEvents: number;
  readonly total: TotalBacklog;
  /** Called when the log is away, and when it is back. */
  readonly onAway: (isAway: boolean) => void;
  readonly onAppendRetry: () => void;
  readonly warn: (message: string) => void;
  /** Called when the state was restored from the log, or could not be. */
  readonly onRestored: (from: Restored["from"] | "refused") => void;
};

const catchUpLimit = { maxEvents: 1_000, maxBytes: 4_194_304 };

/** The only writer of a stream. It appends events, handles commands, and replaces old events in the log by a snapshot. */
export class StreamWriter<T extends ProtocolTypes, P> {
  /** How the state was restored from the log. */
  readonly restored: Restored;
  readonly #options: StreamOptions<T, P>;
  readonly #around: WriterSurroundings<T>;
  readonly #epoch: number;
  readonly #appends: StreamAppends;
  readonly #commands: StreamCommands<T, P>;
  readonly #keeper: StateKeeper<T["state"], EventOf<T["server"]>> | undefined;
  readonly #snapshots: SnapshotCache | undefined;
  readonly #stopTail: () => void;
  #isCatchingUp = false;
  /** An event that the state could not take, as an error for the next call of {@link flushed}. */
  #refused: StreamError | undefined;
  /** True if the event that ends the stream was published. */
  #hasEnded: boolean;
  #isEmpty = true;
  readonly #differsUpTo: Position | undefined;
  #eventsSinceSnapshot = 0;
  /** The characters of these events. */
  #lengthSinceSnapshot = 0;
  /** The characters of the latest snapshot that this process has given to the log. */
  #storedLength = 0;
  #pendingLength = 0;

  private constructor(
    options: StreamOptions<T, P>,
    around: WriterSurroundings<T>,
    claim: { readonly epoch: number; readonly head: Position },
    restore: StateRestore<T> | undefined,
    ledger: Ledger,
  ) {
    const keeper = keeperOf(around.protocol, restore, claim.head);
    this.#options = options;
    this.#around = around;
    this.#epoch = claim.epoch;
    this.#keeper = keeper;
    this.#snapshots = keeper && new SnapshotCache(keeper, around);
    this.#hasEnded = keeper?.hasEnded ?? false;
    this.#differsUpTo = restore?.differsUpTo;
    // Counts events of earlier processes, too. Otherwise a process that is restarted often would never store a snapshot.
    this.restored = restore?.restored ?? { from: "new", events: 0, skipped: 0 };
    this.#eventsSinceSnapshot = this.restored.events + this.restored.skipped;
    const { log, stream, report } = around;
    this.#appends = new StreamAppends(
      { log, stream, epoch: claim.epoch, nowMs: around.nowMs, after: around.after, total: around.total },
      {
        admit: (texts) => this.#admit(texts),
        onRefused: () => keeper?.forgetTried(),
        onFenced: () => this.#lose("STREAM_TAKEN_OVER", "another process has opened it"),
        onLost: (thrown) => {
          report(thrown);
          this.#lose("LOG_FAILED", "its log has lost records");
        },
        onFailing: report,
        onAway: (isAway) => {
          this.#commands.setAway(isAway);
          around.onAway(isAway);
        },
        onRetry: around.onAppendRetry,
      },
    );
    this.#stopTail = keeper === undefined ? () => undefined : log.tail(stream, (slice) => this.#follow(keeper, slice));
    this.#commands = new StreamCommands(options, around, {
      epoch: claim.epoch,
      read: (path) => this.read(path),
      textOf: (event, hasEnded) => this.#textOf(event, this.#hasEnded || hasEnded),
      isTerminal: (event) => this.#isTerminal(event),
      accept: (texts, hasEnded) => this.#accept(texts, hasEnded),
      assertRoom: (bytes, more) => void this.#appends.roomFor(bytes, more),
      append: (records) => this.#appends.append(records),
      ledger,
    });
  }

  /** Restores the state from the log, and claims the stream, so that no older writer can append any more. */
  static async open<T extends ProtocolTypes, P>(options: StreamOptions<T, P>, around: WriterSurroundings<T>): Promise<StreamWriter<T, P>> {
    const { log, stream, protocol, warn, onRestored } = around;
    const { state } = protocol;
    const origin = state && { log, stream, protocol: { ...protocol, state }, migrate: options.migrate ?? {} };
    try {
      // Restores the state before it claims the stream. If this fails, another process that writes the stream can continue.
      const early = origin && (await StateRestore.begin(origin));
      const claim = await log.claim(stream, storedProtocolOf(protocol));
      const restore = await early?.finish();
      for (const warning of restore?.warnings ?? []) warn(warning);
      const ledger = new Ledger(around, await log.ledgerSize(stream));
      const writer = new StreamWriter(options, around, claim, restore, ledger);
      if (restore?.hasOthers === true) await writer.#keepState();
      onRestored(writer.restored.from);
      return writer;
    } catch (thrown) {
      if (thrown instanceof StreamError && thrown.code === "STATE_UNREADABLE") onRestored("refused");
      throw thrown;
    }
  }

  /** True after another process has opened the stream, or the log has failed. */
  get isOver(): boolean {
    return this.#appends.isOver;
  }

  /** Returns true if a client that has the state at a position may continue with the events after it. */
  continues(after: Position): boolean {
    return this.#differsUpTo === undefined || isLater(after, this.#differsUpTo);
  }

  /** True if no event was published since the stream was opened. */
  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  /** Returns the value at a path of the state after the newest event in the log. `undefined` if the protocol has no state. */
  read<const Path extends readonly string[]>(path: Path): PartAt<T["state"], Path> {
    // The cast is safe: without a keeper the protocol has no state, and every part of it is `undefined`.
    return this.#keeper === undefined ? (undefined as PartAt<T["state"], Path>) : this.#keeper.read(path);
  }

  get conflate(): ((events: readonly EventOf<T["server"]>[]) => readonly EventOf<T["server"]>[]) | undefined {
    return this.#around.protocol.state?.conflate;
  }

  /**
   * Adds an event to the next append.
   *
   * @returns false if more than half of the backlog is used up.
   * @throws {@link ProtocolError} for an invalid event, {@link StreamError} `STREAM_ENDED` after the event that ends the stream, or
   * `BACKLOG_FULL`.
   */
  publish(event: EventOf<T["server"]>): boolean {
    const text = this.#textOf(event, this.#hasEnded);
    const isTerminal = this.#isTerminal(event);
    const isFree = this.#appends.add(text);
    this.#pendingLength += text.length;
    if (isTerminal) this.#hasEnded = true;
    return isFree;
  }

  /** Resolves when at most half of the backlog is used up. */
  ready(): Promise<void> {
    return this.#appends.ready();
  }

  /** Figures of the events that wait for the log. */
  get backlog(): { readonly bytes: number; readonly oldestMs: number } {
    return { bytes: this.#appends.load.bytes, oldestMs: this.#appends.oldestMs };
  }

  /** Gives up all appends that wait. @returns the number of events that the log may not have. */
  stop(): number {
    this.#stopTail();
    return this.#appends.stop();
  }

  /** The number of characters of the events that {@link flush} would append. */
  get pendingLength(): number {
    return this.#pendingLength;
  }

  flush(): void {
    this.#pendingLength = 0;
    this.#appends.flush();
  }

  /**
   * Resolves when the log has stored every event published so far, or has failed to. Resolves with false if some are not stored.
   *
   * @throws {@link StreamError} `EVENT_REFUSED`, once after the state has refused an event.
   */
  async flushed(): Promise<boolean> {
    this.#pendingLength = 0;
    await this.#appends.flushed();
    const refused = this.#refused;
    this.#refused = undefined;
    if (refused !== undefined) throw refused;
    return !this.#appends.hasLost;
  }

  /** Stores every event and the whole state in the log, if the protocol has a state. The writer is not used afterwards. */
  async seal(): Promise<void> {
    await this.#appends.flushed();
    this.#stopTail();
    const snapshot = this.isOver ? undefined : this.#keeper?.snapshot();
    if (snapshot !== undefined) await this.#around.log.putSnapshot(this.#around.stream, this.#epoch, snapshot);
  }

  /** Returns a snapshot for a newcomer, who gets the events since from the log. Rejects if the protocol has no state. */
  async snapshot(isNewest: boolean, form: StateForm): Promise<SharedSnapshot> {
    const { protocol } = this.#around;
    if (this.#snapshots === undefined) throw new TypeError(`protocol "${protocol.name}" has no state`);
    return this.#snapshots.get(isNewest, form);
  }

  submit(command: Command, origin: number, source: CommandSource<P>): void {
    this.#commands.submit(command, origin, source);
  }

  /** Takes the events of a handler, after all events that were published before its end. */
  #accept(texts: readonly string[], hasEnded: boolean): void {
    this.flush();
    this.#keeper?.try(texts);
    this.#hasEnded ||= hasEnded;
  }

  /** Returns the events that the log may get. Reports an event that the state cannot take, because `publish` has returned. */
  #admit(texts: readonly string[]): readonly string[] {
    const keeper = this.#keeper;
    if (keeper === undefined) return texts;
    try {
      keeper.try(texts);
      return texts;
    } catch {
      return texts.filter((text) => this.#isAdmitted(keeper, text));
    }
  }

  #isAdmitted(keeper: StateKeeper<T["state"], EventOf<T["server"]>>, text: string): boolean {
    try {
      keeper.try([text]);
      return true;
    } catch (cause) {
      this.#refused = refusedEvent(this.#around.stream, text, cause);
      this.#around.report(this.#refused);
      return false;
    }
  }

  #isTerminal(event: EventOf<T["server"]>): boolean {
    return atOnce(this.#around.protocol.state?.isTerminal?.(event), "isTerminal") ?? false;
  }

  #textOf(event: EventOf<T["server"]>, hasEnded: boolean): string {
    const { stream, textOf } = this.#around;
    const text = textOf(event);
    this.#isEmpty = false;
    if (!hasEnded) return text;
    throw new StreamError(
      "STREAM_ENDED",
      `Stream "${stream}" has had the event that ends it, so nothing can be published after it. Open a stream with another id.`,
    );
  }

  /** Takes a slice of the log's tail. Never throws, because the log has listeners besides this one. */
  #follow(keeper: StateKeeper<T["state"], EventOf<T["server"]>>, slice: LogSlice): void {
    const { report, compactEvery } = this.#around;
    if (!keeper.take(slice, report)) return void this.#catchUp(keeper).catch(report);
    this.#eventsSinceSnapshot += slice.texts.length;
    this.#lengthSinceSnapshot += slice.texts.reduce((sum, text) => sum + text.length, 0);
    if (this.#eventsSinceSnapshot < compactEvery || this.#lengthSinceSnapshot < this.#storedLength / 4) return;
    void guard(() => this.#compactLater(), report);
  }

  /** Reads the events that the tail has not reported. */
  async #catchUp(keeper: StateKeeper<T["state"], EventOf<T["server"]>>): Promise<void> {
    if (this.#isCatchingUp) return;
    this.#isCatchingUp = true;
    const { log, stream, report } = this.#around;
    try {
      for (;;) {
        // oxlint-disable-next-line no-await-in-loop -- each read begins where the one before has ended
        const result = await log.read(stream, keeper.at, catchUpLimit);
        if (result?.status !== "events" || result.texts.length === 0) return;
        keeper.take(result, report);
      }
    } finally {
      this.#isCatchingUp = false;
    }
  }

  /**
   * Stores the state that this version has made of what another one has written. After a roll-back the log then keeps this state:
   * the other version skips the events of this one, and a second upgrade would lose their effects.
   */
  async #keepState(): Promise<void> {
    if (this.#keeper === undefined) return;
    this.#eventsSinceSnapshot = 0;
    await this.#compact(this.#keeper.snapshot()).catch((thrown: unknown) => this.#around.report(thrown));
  }

  /** Makes a snapshot in slices and stores it. */
  async #compactLater(): Promise<void> {
    this.#eventsSinceSnapshot = 0;
    this.#lengthSinceSnapshot = 0;
    const snapshot = await this.#snapshots?.make();
    if (snapshot !== undefined && !this.isOver) await this.#compact(snapshot);
  }

  /** Stores a snapshot. Removes the events that exceed what the log has to keep. */
  async #compact(snapshot: LogSnapshot): Promise<void> {
    const { log, stream, outcomesMaxAgeMs, rollbackMs, rollbackEvents: maxEvents } = this.#around;
    const { retention } = this.#options;
    this.#storedLength = snapshot.state.length;
    if (!(await log.putSnapshot(stream, this.#epoch, snapshot))) return;
    const nowMs = Date.now();
    const isDurable = log.durability === "durable";
    const rollback = isDurable ? { replacedSinceMs: nowMs - rollbackMs, maxEvents } : undefined;
    const outcomes = { outcomesBeforeMs: nowMs - outcomesMaxAgeMs, outcomesKeptMs: outcomesMaxAgeMs };
    await log.trim(stream, { retention, rollback, ...outcomes });
  }

  #lose(code: "STREAM_TAKEN_OVER" | "LOG_FAILED", cause: string): void {
    const { stream, report, onOver } = this.#around;
    this.#stopTail();
    onOver(code);
    // The stream has ended by now, so the application may open it again.
    const advice = `Open it again with server.open("${stream}").`;
    const reason = new StreamError(code, `This process can no longer write to stream "${stream}": ${cause}. ${advice}`);
    void guard(() => this.#options.onLost?.(reason), report);
  }
}

function keeperOf<T extends ProtocolTypes>(
  protocol: Protocol<T>,
  restore: StateRestore<T> | undefined,
  head: Position,
): StateKeeper<T["state"], EventOf<T["server"]>> | undefined {
  if (protocol.state === undefined || restore === undefined) return undefined;
  return new StateKeeper(protocol.state, storedProtocolOf(protocol), restore.state, head);
}

function refusedEvent(stream: StreamId, text: string, cause: unknown): StreamError {
  const problem = `The log of stream "${stream}" does not get the event ${text.slice(0, 200)}`;
  const message = `${problem}: the protocol's state cannot take it (${toError(cause).message}). Correct the event or the function "apply".`;
  return new StreamError("EVENT_REFUSED", message, { cause });
}
