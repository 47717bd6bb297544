import { deflateFrames } from "./deflate-frames.js";
import { frameAt, textFrames } from "./frame.js";
import type { Frame } from "./frame.js";

/** The WebSocket text frames of one write. Connections that get the same texts share these bytes. */
export class FrameBatch {
  /** The bytes of all frames, one after the other. */
  readonly joined: Buffer;
  readonly byteLength: number;
  readonly #lengths: readonly number[];
  #frames: readonly Frame[] | undefined;
  #deflated: Buffer | undefined;

  constructor(texts: readonly string[]) {
    this.#lengths = texts.map((text) => Buffer.byteLength(text));
    this.joined = textFrames(texts, this.#lengths);
    this.byteLength = this.joined.length;
  }

  get length(): number {
    return this.#lengths.length;
  }

  /** The frames as a list. Each is a view of a part of {@link joined}. */
  get frames(): readonly Frame[] {
    if (this.#frames !== undefined) return this.#frames;
    let start = 0;
    this.#frames = this.#lengths.map((length) => {
      const frame = frameAt(this.joined, start, length);
      start += frame.byteLength;
      return frame;
    });
    return this.#frames;
  }

  /** The bytes of all frames after compression, one after the other. They are computed once for all connections. */
  get deflated(): Buffer {
    this.#deflated ??= deflateFrames(this.frames);
    return this.#deflated;
  }
}

/** Keeps the batch that was made last, because the driver asks for the same texts once for each connection of a live set. */
export class NewestBatch {
  #texts: readonly string[] | undefined;
  #batch: FrameBatch | undefined;

  of(texts: readonly string[]): FrameBatch {
    if (this.#batch !== undefined && this.#texts === texts) return this.#batch;
    this.#texts = texts;
    this.#batch = new FrameBatch(texts);
    return this.#batch;
  }
}
