import { StringDecoder } from "node:string_decoder";

/** A piece of output: its offset in the channel, in bytes of UTF-8, and its text. */
export type LogChunk = { readonly offset: number; readonly chunk: string };

/** Longest text of one chunk in UTF-16 units, so that a chunk never exceeds the limit of a message. */
const maxChunkLength = 16_384;

/**
 * Turns the bytes that a process writes into chunks of whole characters with offsets. Drops all bytes after
 * `limitBytes`; {@link LogChannel.isTruncated} is true then.
 */
export class LogChannel {
  readonly #decoder = new StringDecoder("utf8");
  readonly #limitBytes: number;
  #pending = "";
  #offset = 0;
  #truncated = false;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get isTruncated(): boolean {
    return this.#truncated;
  }

  /** Takes bytes and returns their text. If the bytes end within a character, returns that character with the next bytes. */
  write(bytes: Buffer): string {
    return this.#keep(this.#decoder.write(bytes));
  }

  /** Ends the channel. Returns the replacement character U+FFFD if the last character is incomplete, else an empty text. */
  end(): string {
    return this.#keep(this.#decoder.end());
  }

  /** Returns the text that has arrived since the last call, as chunks. */
  take(): readonly LogChunk[] {
    const text = this.#pending;
    this.#pending = "";
    const chunks: LogChunk[] = [];
    for (let start = 0; start < text.length;) {
      const end = endOfChunk(text, start);
      const chunk = text.slice(start, end);
      chunks.push({ offset: this.#offset, chunk });
      this.#offset += Buffer.byteLength(chunk);
      start = end;
    }
    return chunks;
  }

  #keep(text: string): string {
    const heldBytes = this.#offset + Buffer.byteLength(this.#pending);
    if (heldBytes + Buffer.byteLength(text) <= this.#limitBytes && !this.#truncated) this.#pending += text;
    else if (text !== "") this.#truncated = true;
    return text;
  }
}

/** Returns the end of the chunk that begins at `start`. Never cuts a surrogate pair. */
function endOfChunk(text: string, start: number): number {
  const end = Math.min(start + maxChunkLength, text.length);
  const last = text.charCodeAt(end - 1);
  return end < text.length && last >= 0xd800 && last <= 0xdbff ? end - 1 : end;
}
