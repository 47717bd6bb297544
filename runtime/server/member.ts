import type { Ring } from "../core/base/ring.js";
import type { Frame } from "./socket/frame.js";
import type { Outlet } from "./socket/outlet.js";
import type { StreamLimits } from "./types.js";

const chunkBytes = 65_536;

/** What a room flushes in one go: the frames at positions `from` to before `to`, and their bytes in one buffer. */
export type Batch = {
  readonly from: number;
  readonly to: number;
  readonly frames: readonly Frame[];
  readonly joined: Buffer;
};

/** How a member stands with its room: gets every batch, reads up from the log, or cannot be helped. */
export type MemberState = "live" | "lagging" | "lost";

/**
 * A client as its room sees it: a cursor into the log. While it is live its cursor moves with every
 * batch; when its socket fills up it keeps the cursor and reads on from the log as the socket drains,
 * so that a slow reader costs no queue of its own.
 */
export class Member {
  readonly #outlet: Outlet;
  readonly #log: Ring<Frame>;
  readonly #highWaterMarkBytes: number;
  readonly #progressTimeoutMs: number;
  #greeting: readonly Frame[];
  #cursor: number;
  #state: MemberState = "lagging";
  #takenBytes = 0;
  #progressAtMs: number;

  /** @param greeting Sent first; the log follows from `cursor` on. */
  constructor(outlet: Outlet, log: Ring<Frame>, limits: StreamLimits, greeting: readonly Frame[], cursor: number) {
    this.#outlet = outlet;
    this.#log = log;
    this.#highWaterMarkBytes = limits.highWaterMarkBytes;
    this.#progressTimeoutMs = limits.progressTimeoutMs;
    this.#greeting = greeting;
    this.#cursor = cursor;
    this.#progressAtMs = performance.now();
  }

  get state(): MemberState {
    return this.#state;
  }

  /** Takes a batch, or leaves it in the log for later. */
  deliver(batch: Batch): void {
    if (this.#state !== "live") return;
    // It joined in the middle of this tick and has some of the batch already.
    if (this.#cursor !== batch.from) return this.catchUp();
    if (this.#outlet.waitingBytes + batch.joined.length > this.#highWaterMarkBytes) return this.catchUp();
    this.#outlet.write(batch.frames, batch.joined);
    this.#cursor = batch.to;
  }

  /** Writes from the log as long as the socket takes it. To be called again when the socket drains. */
  catchUp(): void {
    if (this.#state === "lost") return;
    this.#setLagging();
    while (this.#outlet.isOpen && !this.#outlet.isFull) {
      const frames = this.#nextChunk();
      if (frames === undefined) {
        this.#state = "lost";
        return;
      }
      if (frames.length === 0) {
        this.#state = "live";
        return;
      }
      this.#outlet.write(frames);
    }
  }

  /** True when it has been lagging and took nothing for too long. */
  isStuck(nowMs: number): boolean {
    const takenBytes = this.#outlet.takenBytes;
    if (this.#state === "live" || takenBytes !== this.#takenBytes) this.#progressAtMs = nowMs;
    this.#takenBytes = takenBytes;
    return nowMs - this.#progressAtMs >= this.#progressTimeoutMs;
  }

  #setLagging(): void {
    if (this.#state === "live") this.#progressAtMs = performance.now();
    this.#state = "lagging";
  }

  #nextChunk(): readonly Frame[] | undefined {
    if (this.#greeting.length > 0) return this.#nextOfGreeting();
    const frames = this.#log.read(this.#cursor, chunkBytes);
    this.#cursor += frames?.length ?? 0;
    return frames;
  }

  #nextOfGreeting(): readonly Frame[] {
    let count = 0;
    let bytes = 0;
    while (count < this.#greeting.length && (count === 0 || bytes < chunkBytes)) {
      bytes += this.#greeting[count]?.byteLength ?? 0;
      count++;
    }
    const frames = this.#greeting.slice(0, count);
    this.#greeting = this.#greeting.slice(count);
    return frames;
  }
}
