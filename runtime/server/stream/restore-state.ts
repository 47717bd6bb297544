import { StreamError } from "../../core/base/error.js";
import { atOnce } from "../../core/base/guard.js";
import type { EventOf } from "../../core/contract/v1/contract.js";
import type { ProtocolTypes } from "../../core/contract/v1/protocol.js";
import type { Position, StreamId } from "../../core/frames/types.js";
import type { LogSlice } from "../../core/log/stream-log.js";
import { StateSources } from "./state-sources.js";
import type { StateOrigin, StateSource } from "./state-sources.js";
import { StoredEvents, Unreadable } from "./stored-events.js";
import { peerOf } from "./stored-protocol.js";
import type { Restored } from "./stream-types.js";

const readLimit = { maxEvents: 1_000, maxBytes: 4_194_304 };

/**
 * The state of a stream, restored from its log. {@link StateRestore.begin} reads the log before the server claims the stream. If
 * it fails, another process that writes the stream can continue. After the claim, {@link StateRestore.finish} adds the events
 * that were stored in between.
 */
export class StateRestore<T extends ProtocolTypes> {
  readonly #origin: StateOrigin<T>;
  readonly #source: StateSource<T>;
  readonly #stored: StoredEvents<T>;
  #state: T["state"];
  #after: Position | undefined;
  #events = 0;
  /** True if it is proved that the servers that have written the log computed the same state as this one, so far. */
  #isShared: boolean;
  #hasOwn: boolean;
  #hasOthers: boolean;
  #differsUpTo: Position | undefined;

  private constructor(origin: StateOrigin<T>, source: StateSource<T>, isFirstChoice: boolean) {
    this.#origin = origin;
    this.#source = source;
    this.#stored = new StoredEvents(origin.protocol, origin.migrate.event);
    this.#state = source.state;
    this.#after = source.after;
    this.#isShared = isFirstChoice && source.from !== "migrated";
    this.#hasOwn = source.isOwn === true;
    this.#hasOthers = !this.#hasOwn && source.after !== undefined;
    this.#differsUpTo = this.#isShared ? undefined : source.after;
  }

  /**
   * Restores the state from the first source from which this version can continue.
   *
   * @throws {@link StreamError} `STATE_UNREADABLE` if this version can continue from no source.
   */
  static async begin<T extends ProtocolTypes>(origin: StateOrigin<T>): Promise<StateRestore<T>> {
    const refusals: Unreadable[] = [];
    const sources = new StateSources(origin, await origin.log.snapshot(origin.stream));
    for (const next of [sources.own, sources.newest, sources.migrated, sources.firstEvent]) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- a source is read only if this version cannot continue from those before it
        const source = await next();
        if (source === undefined) continue;
        const restore = new StateRestore(origin, source, refusals.length === 0);
        // oxlint-disable-next-line no-await-in-loop
        await restore.#catchUp();
        return restore;
      } catch (thrown) {
        if (!(thrown instanceof Unreadable)) throw thrown;
        refusals.push(thrown);
      }
    }
    throw refusalOf(origin.stream, refusals);
  }

  /**
   * Adds the events that were stored since {@link StateRestore.begin}. Call this after the server has claimed the stream. If the
   * log no longer holds these events, restores the state from the beginning again.
   */
  async finish(): Promise<StateRestore<T>> {
    try {
      await this.#catchUp();
      return this;
    } catch (thrown) {
      if (!(thrown instanceof Unreadable)) throw thrown;
      return StateRestore.begin(this.#origin);
    }
  }

  get state(): T["state"] {
    return this.#state;
  }

  /** The source of the state, and the numbers of events that were applied to the state or skipped. */
  get restored(): Restored {
    const { skipped } = this.#stored;
    const isNew = this.#source.from === "new" && this.#events + skipped > 0;
    return { from: isNew ? "rebuilt" : this.#source.from, events: this.#events, skipped };
  }

  /**
   * A client at this position, or before it, may have another state than this one. A server of another version has computed the
   * client's state, and may have computed it otherwise. `undefined` if there is no such position.
   */
  get differsUpTo(): Position | undefined {
    return this.#differsUpTo;
  }

  /** True if a server of another version has written a part of what the state was restored from. */
  get hasOthers(): boolean {
    return this.#hasOthers;
  }

  /** Warnings for the application, one sentence each. */
  get warnings(): readonly string[] {
    const { stream, protocol } = this.#origin;
    const { skipped, skippedTags } = this.#stored;
    const names = skippedTags.map((tag) => JSON.stringify(tag.slice(0, 80))).join(", ");
    const count = skipped === 1 ? "1 stored event" : `${skipped} stored events`;
    const skips = `stream "${stream}": ${protocol.name} ${protocol.version} has skipped ${count} that another version has written: ${names}`;
    return [...(this.#source.warning === undefined ? [] : [this.#source.warning]), ...(skipped === 0 ? [] : [skips])];
  }

  async #catchUp(): Promise<void> {
    const { log, stream, protocol } = this.#origin;
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- each read begins where the one before has ended
      const result = await log.read(stream, this.#after, readLimit);
      if (result?.status === "trimmed" || result?.status === "unknown") throw this.#source.lost(result);
      if (result === undefined || result.texts.length === 0) return;
      const events: readonly EventOf<T["server"]>[] = this.#stored.read(result);
      this.#note(result);
      if (events.length > 0) this.#state = atOnce(protocol.state.apply(this.#state, events), "apply").state;
      this.#events += events.length;
      this.#after = result.at;
    }
  }

  /** Notes who has written a slice. A server of another version skips events that only this version knows. */
  #note({ protocol: writer, at }: LogSlice): void {
    const { protocol } = this.#origin;
    if (writer?.digest === protocol.digest) {
      this.#hasOwn = true;
      return;
    }
    this.#hasOthers = true;
    if (this.#hasOwn || peerOf(protocol, writer?.digest)?.stored !== "use") this.#isShared = false;
    if (!this.#isShared) this.#differsUpTo = at;
  }
}

function refusalOf(stream: StreamId, refusals: readonly Unreadable[]): StreamError {
  // Two sources may have failed for the same reason, such as an unreadable event that follows the states of both.
  const reasons = [...new Set(refusals.map(({ message }) => message))].join(" ");
  const advice = refusals[0]?.advice ?? "";
  const cause = refusals.find((refusal) => refusal.cause !== undefined)?.cause;
  return new StreamError("STATE_UNREADABLE", `Stream "${stream}" cannot be opened. ${reasons} ${advice}`, { cause });
}
