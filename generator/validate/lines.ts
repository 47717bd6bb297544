import { maxText } from "./message.js";

/** One line of a text. */
export type Line = {
  /** Counted from 1. */
  readonly number: number;
  /** The line without its line break; empty if the line is too long. */
  readonly text: string;
  /** True if the line is longer than 64 Mi UTF-16 code units. Its text was dropped. */
  readonly isTooLong: boolean;
};

/** Splits a stream of text into lines. It holds at most one line in memory, and drops a byte order mark. */
export async function* splitLines(chunks: AsyncIterable<string>): AsyncGenerator<Line> {
  let number = 1;
  let pieces: string[] = [];
  let length = 0;
  let isFirst = true;
  const take = (): Line => {
    const isTooLong = length > maxText;
    const text = isTooLong ? "" : pieces.join("").replace(/\r$/, "");
    pieces = [];
    length = 0;
    return { number: number++, text, isTooLong };
  };
  for await (const chunk of chunks) {
    const text = isFirst ? chunk.replace(/^\uFEFF/, "") : chunk;
    isFirst = false;
    let start = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
      pieces.push(text.slice(start, end));
      length += end - start;
      yield take();
      start = end + 1;
    }
    length += text.length - start;
    if (length > maxText) pieces = [];
    else pieces.push(text.slice(start));
  }
  if (length > 0) yield take();
}
