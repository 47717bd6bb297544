import { jsonFault, positionAt } from "../diagnostics/locate.js";

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

/** One message of a file, or the reason why it cannot be read. */
export type Message = Place & ({ readonly value: unknown } | { readonly fault: string });

/** The place of a message in its file. */
export type Place = {
  /** The message's number, counted from 1. */
  readonly number: number;
  /** Counted from 1; absent for an item of a list that is one JSON value. */
  readonly line?: number;
};

/** Largest length of a line, and of a file that is one JSON value, in UTF-16 code units. */
export const maxText = 64 * 1024 * 1024;

/** Options of reading messages. */
export type ReadOptions = {
  /** True if a message of the protocol is itself a list, so that a list in the file is one message. */
  readonly listIsMessage: boolean;
};

/**
 * Reads messages in one of two forms:
 * - JSON lines (NDJSON): one message a line. Blank lines are skipped. The text is read as a stream.
 * - One JSON value over the whole text: one message. A list is a message per item, unless `listIsMessage`.
 *
 * If the first line is no JSON by itself, the text may have either form. It is then held until its end. It is read as
 * JSON lines if it exceeds 64 Mi UTF-16 code units, or if it is no JSON as a whole but most of its first lines are.
 */
export async function* readMessages(chunks: AsyncIterable<string>, options: ReadOptions): AsyncGenerator<Message> {
  const recording = new Recording(options);
  for await (const line of splitLines(chunks)) yield* recording.take(line);
  yield* recording.end();
}

class Recording {
  readonly #options: ReadOptions;
  /** The lines read so far, while the form of the text is not known; `undefined` once each line is a message. */
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

/** Joins lines to a text, with the skipped blank lines between them. */
function textOf(lines: readonly Line[]): string {
  const parts = lines.map((line, index) => "\n".repeat(line.number - (lines[index - 1]?.number ?? line.number)) + line.text);
  return parts.join("");
}

/** Returns true if at least half of the first 100 lines are JSON by themselves. */
function looksLikeLines(held: readonly Line[]): boolean {
  const sample = held.slice(0, 100);
  return sample.length > 1 && sample.filter(({ text }) => parse(text) !== undefined).length * 2 >= sample.length;
}

/** Returns where and why a text is no JSON. The text begins at `line` of its file. */
function faultOf(text: string, line: number): { readonly line: number; readonly fault: string } {
  try {
    const fault = jsonFault(text) ?? { offset: 0, reason: "it cannot be parsed" };
    const position = positionAt(text, fault.offset);
    return { line: line + position.line - 1, fault: `not JSON: ${fault.reason} at column ${position.column}` };
  } catch {
    // The parser that finds positions calls itself once per level, so deep nesting exhausts the stack.
    return { line, fault: "not JSON, and nested too deeply to find the place" };
  }
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
