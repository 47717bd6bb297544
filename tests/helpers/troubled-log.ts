import { MemoryLog } from "../../runtime/core/log/memory-log.js";
import type { AppendResult, LogRecord, StreamLog } from "../../runtime/core/log/stream-log.js";

type Trouble = "hangs" | "fails" | "loses the answer";

/** A log in memory whose appends fail as long as the test wants it. An append that hangs takes place when the trouble is over. */
export class TroubledLog extends MemoryLog {
  trouble: Trouble | undefined;
  #hanging: (() => void)[] = [];

  override async append(stream: string, epoch: number, records: readonly LogRecord[], number?: number): Promise<AppendResult> {
    const { trouble } = this;
    if (trouble === "fails") throw new Error("the disk is full");
    if (trouble === "hangs") await new Promise<void>((resolve) => this.#hanging.push(resolve));
    const result = await super.append(stream, epoch, records, number);
    if (trouble === "loses the answer") throw new Error("the connection is cut");
    return result;
  }

  /** Ends the trouble. */
  recover(): void {
    this.trouble = undefined;
    for (const resolve of this.#hanging.splice(0)) resolve();
  }
}

/** Returns the texts of all events of a stream. */
export async function textsOf(log: StreamLog, stream: string, after?: string): Promise<readonly string[]> {
  const result = await log.read(stream, after, { maxEvents: 100_000, maxBytes: Number.MAX_SAFE_INTEGER });
  if (result?.status !== "events" || result.texts.length === 0) return [];
  return [...result.texts, ...(await textsOf(log, stream, result.at))];
}
