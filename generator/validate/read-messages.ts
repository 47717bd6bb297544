import { jsonFault, positionAt } from "../diagnostics/locate.js";

/** One line of a text that is read as a stream. */
export type Line = {
  /** The number of the line, counted from 1. */
  readonly number: number;
  /** The line without its line break; empty if the line is too long. */
  readonly text: string;
  /** True if the line is longer than 64 Mi UTF-16 code units. Then `text` is empty. */
  readonly isTooLong: boolean;
};

/**
 * Splits a stream of text into lines. Keeps at most one line in memory, and drops a byte order mark at the beginning.
 */
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

/** One message of a file, or the reason why it cannot be read. */
export type Message = Place & ({ readonly value: unknown } | { readonly fault: string });

/** The place of a message in its file. */
export type Place = {
  /** The message's number, counted from 1. */
  readonly number: number;
  /**
   * The line on which the message begins, counted from 1; absent if the message is an item of a JSON list that fills
   * the whole file.
   */
  readonly line?: number;
};

/** The largest length of a line, and of a file that is a single JSON value, in UTF-16 code units. */
export const maxText = 64 * 1024 * 1024;

/** The options of {@link readMessages}. */
export type ReadOptions = {
  /** True if a message of the protocol is itself a list, so that a list in the file is one message. */
  readonly listIsMessage: boolean;
};

/**
 * Reads messages in one of two forms:
 * - JSON lines (NDJSON): one message a line. Blank lines are skipped. The text is read as a stream.
 * - One JSON value over the whole text: one message. Each item of a list is a message, unless `listIsMessage` is true.
 *   If the first line is no JSON by itself, the text may have either form. The function then keeps the text in memory
 *   until its end. It reads a text of more than 64 Mi UTF-16 code units as JSON lines. It also reads a text as JSON
 *   lines if the whole text is no JSON but most of its first lines are.
 */
export async function* readMessages(chunks: AsyncIterable<string>, options: ReadOptions): AsyncGenerator<Message> {
  const recording = new Recording(options);
  for await (const line of splitLines(chunks)) yield* recording.take(line);
  yield* recording.end();
}

class Recording {
  readonly #options: ReadOptions;
  /**
   * The lines read so far, while the form of the text is not known; `undefined` as soon as the text is read as JSON
   * lines.
   */
  #held: Line[] | undefined = [];
  #heldLength = 0;
  #isFirstWhole = false;
  #count = 0;

  constructor(options: ReadOptions) {
    this.#options = options;
  }

  *take(line: Line): Generator<Message> {
    if (!line.isTooLong && line.text.trim() === "") return;
    if (this.#held === undefined) {
      yield this.#message(line);
      return;
    }
    if (this.#held.length === 0) this.#isFirstWhole = parse(line.text) !== undefined;
    this.#held.push(line);
    this.#heldLength += line.text.length;
    if (line.isTooLong || this.#heldLength > maxText || (this.#isFirstWhole && this.#held.length > 1)) yield* this.#release(this.#held);
  }

  *end(): Generator<Message> {
    const held = this.#held ?? [];
    const [first] = held;
    if (first === undefined) return;
    const text = textOf(held);
    const parsed = parse(text);
    if (parsed !== undefined) yield* this.#items(parsed.value, first.number);
    else if (looksLikeLines(held)) yield* this.#release(held);
    else yield { number: 1, ...faultOf(text, first.number) };
  }

  *#items(value: unknown, line: number): Generator<Message> {
    if (Array.isArray(value) && !this.#options.listIsMessage) {
      for (const [index, item] of value.entries()) yield { number: index + 1, value: item as unknown };
    } else yield { number: 1, line, value };
  }

  *#release(held: readonly Line[]): Generator<Message> {
    this.#held = undefined;
    for (const line of held) yield this.#message(line);
  }

  #message(line: Line): Message {
    this.#count += 1;
    const place = { number: this.#count, line: line.number };
    if (line.isTooLong) return { ...place, fault: `the line is longer than ${maxText / 1024 / 1024} MiB` };
    const parsed = parse(line.text);
    return parsed === undefined ? { ...place, ...faultOf(line.text, line.number) } : { ...place, value: parsed.value };
  }
}

/**
 * Joins lines to a text. Puts the blank lines that were skipped between them again, so that line numbers stay correct.
 */
function textOf(lines: readonly Line[]): string {
  const parts = lines.map((line, index) => "\n".repeat(line.number - (lines[index - 1]?.number ?? line.number)) + line.text);
  return parts.join("");
}

/** Returns true if at least half of the first 100 lines are JSON by themselves. */
function looksLikeLines(held: readonly Line[]): boolean {
  const sample = held.slice(0, 100);
  return sample.length > 1 && sample.filter(({ text }) => parse(text) !== undefined).length * 2 >= sample.length;
}

/** Returns the line and the reason of a text's first JSON error. The text begins at line `line` of its file. */
function faultOf(text: string, line: number): { readonly line: number; readonly fault: string } {
  try {
    const fault = jsonFault(text) ?? { offset: 0, reason: "it cannot be parsed" };
    const position = positionAt(text, fault.offset);
    return { line: line + position.line - 1, fault: `not JSON: ${fault.reason} at column ${position.column}` };
  } catch {
    // The parser that finds positions calls itself once per level, so deep nesting exhausts the stack.
    return { line, fault: "not JSON, and nested too deeply to find the error" };
  }
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
