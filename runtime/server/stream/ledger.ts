import { guard } from "../../core/base/guard.js";
import type { StreamId } from "../../core/frames/types.js";
import type { LedgerSize, LogRecord, StreamLog } from "../../core/log/stream-log.js";

/** Values and functions that a {@link Ledger} works with. */
export type LedgerOptions = {
  readonly log: StreamLog;
  readonly stream: StreamId;
  /** The largest number of outcomes that the log may hold for the stream. */
  readonly maxOutcomes: number;
  /** The largest number of decisions of gates that the log may hold for the stream. */
  readonly maxDecisions: number;
  /** Milliseconds for which the log keeps an outcome. */
  readonly outcomesMaxAgeMs: number;
  readonly report: (thrown: unknown) => void;
};

/** After this many new outcomes the log forgets the old ones. */
const forgetEvery = 1_024;

/**
 * Counts what the log remembers of a stream's commands. Clients could otherwise fill memory or disk with outcomes, and with
 * decisions of gates that they have invented.
 */
export class Ledger {
  readonly #options: LedgerOptions;
  #size: LedgerSize;
  #sinceForgetting = 0;
  #isForgetting = false;

  constructor(options: LedgerOptions, size: LedgerSize) {
    this.#options = options;
    this.#size = size;
  }

  /** True if the log holds as many outcomes as it may. */
  get isFull(): boolean {
    return this.#size.outcomes >= this.#options.maxOutcomes;
  }

  /** True if the log holds as many decisions as it may. */
  get hasAllDecisions(): boolean {
    return this.#size.decisions >= this.#options.maxDecisions;
  }

  /** Counts the records of an append that the log has taken. */
  add(records: readonly LogRecord[]): void {
    const { outcomes, decisions } = this.#size;
    const added = records.flatMap((record) => (record.kind === "outcome" ? [record.outcome] : []));
    const decided = added.filter(({ decision }) => decision !== undefined).length;
    this.#size = { outcomes: outcomes + added.length, decisions: decisions + decided };
    this.#sinceForgetting += added.length;
    if (this.#sinceForgetting >= forgetEvery) this.forget();
  }

  /** Lets the log forget old outcomes, and counts again. A log without new events would otherwise never forget any. */
  forget(): void {
    if (this.#isForgetting) return;
    this.#isForgetting = true;
    this.#sinceForgetting = 0;
    const forgetting = guard(() => this.#forget(), this.#options.report) ?? Promise.resolve();
    void forgetting.finally(() => {
      this.#isForgetting = false;
    });
  }

  async #forget(): Promise<void> {
    const { log, stream, outcomesMaxAgeMs } = this.#options;
    await log.trim(stream, { outcomesBeforeMs: Date.now() - outcomesMaxAgeMs, outcomesKeptMs: outcomesMaxAgeMs });
    this.#size = await log.ledgerSize(stream);
  }
}
