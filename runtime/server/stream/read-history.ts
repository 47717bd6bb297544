import { utf8Length } from "../../core/base/utf8.js";
import type { Page } from "../../core/delivery/page-text.js";
import type { ReadFrame } from "../../core/frames/client-event.js";
import type { Position } from "../../core/frames/types.js";
import { parsePosition, positionAfter } from "../../core/log/position.js";
import { TimeRuns } from "../../core/log/stored-times.js";
import type { LogReadResult, LogSlice, ReadRequest, StreamLog } from "../../core/log/stream-log.js";
import type { SliceSurroundings } from "./slices.js";
import { tagAt } from "./stored-protocol.js";

/** Why there is no page: the log does not hold the stream, never had the position, or has trimmed it again and again. */
export type NoPage = "no_such_stream" | "unknown_position" | "unavailable";

const defaultLimit = 200;
/** The most events at which a page with a filter looks, and the milliseconds for that. */
const [mostLooks, lookMs] = [20_000, 20];
/** The part of a stream at which a page with a filter looks at once. */
const look: ReadRequest = { maxEvents: 500, maxBytes: 262_144, withTimes: true };

type Events = Extract<LogReadResult, { readonly status: "events" }>;
type Item = { readonly text: string; readonly seq: number; readonly storedMs: number | undefined };

/** Reads a page of a stream's history, as `$read` asks for it. */
export async function readPage(log: StreamLog, frame: ReadFrame, maxBytes: number, around: SliceSurroundings): Promise<Page | NoPage> {
  const { stream, before, after, atMs, limit = defaultLimit, where } = frame;
  const request: ReadRequest = where === undefined ? { maxEvents: limit, maxBytes, withTimes: true } : look;
  const isBackward = before !== undefined || (after === undefined && atMs === undefined);
  const from = after ?? (atMs === undefined ? undefined : await log.positionAtTime(stream, atMs));
  const found = isBackward ? await log.readBefore(stream, before, request) : await log.read(stream, from, request);
  // The page then begins where the log does.
  const isTrimmed = found?.status === "trimmed";
  const first = isTrimmed ? await log.read(stream, found.oldest, request) : found;
  if (first === undefined) return "no_such_stream";
  if (first.status !== "events") return first.status === "unknown" ? "unknown_position" : "unavailable";
  if (where === undefined) return pageOf(first);
  const search = new Search(log, frame, { maxBytes, limit }, around);
  return isBackward && !isTrimmed ? search.backward(first) : search.forward(first);
}

function pageOf({ after, at, oldest: start, head, count, texts, times }: Events): Page {
  return { after, at, start, head, count, texts, times };
}

/** Looks for the events of one page that match a filter. */
class Search {
  readonly #log: StreamLog;
  readonly #frame: ReadFrame;
  readonly #bounds: { readonly maxBytes: number; readonly limit: number };
  readonly #around: SliceSurroundings;
  readonly #endMs: number;
  #looks = 0;
  #bytes = 0;
  #items: Item[] = [];

  constructor(log: StreamLog, frame: ReadFrame, bounds: { readonly maxBytes: number; readonly limit: number }, around: SliceSurroundings) {
    this.#log = log;
    this.#frame = frame;
    this.#bounds = bounds;
    this.#around = around;
    this.#endMs = around.nowMs() + lookMs;
  }

  async forward(first: Events): Promise<Page> {
    let slice = first;
    for (;;) {
      for (const [index, item] of itemsOf(slice).entries())
        if (!this.#take(item))
          return this.#page(first, slice, first.after, index === 0 ? slice.after : positionAfter(slice.from, index - 1), first.count);
      const end = slice.at;
      // oxlint-disable-next-line no-await-in-loop -- each read begins where the one before has ended
      const next = this.#isOver(slice) ? undefined : await this.#next(end, false);
      if (next === undefined || next.follows !== undefined) return this.#page(first, slice, first.after, end, first.count);
      slice = next;
    }
  }

  async backward(first: Events): Promise<Page> {
    let slice = first;
    for (;;) {
      const items = itemsOf(slice);
      for (const [back, item] of items.toReversed().entries()) {
        if (this.#take(item)) continue;
        const left = items.length - back;
        return this.#page(first, slice, positionAfter(slice.from, left - 1), first.at, slice.count + left);
      }
      const isWhole = slice.follows !== undefined || slice.after === slice.oldest || this.#isOver(slice);
      // oxlint-disable-next-line no-await-in-loop -- each read ends where the one before has begun
      const next = isWhole ? undefined : await this.#next(slice.from, true);
      if (next === undefined) return this.#page(first, slice, slice.after, first.at, slice.count);
      slice = next;
    }
  }

  /** Takes an event if it matches. Returns false if the page has no room for it. */
  #take(item: Item): boolean {
    if (!this.#matches(item.text)) return true;
    const { maxBytes, limit } = this.#bounds;
    const bytes = this.#bytes + utf8Length(item.text);
    if (this.#items.length >= limit || (bytes > maxBytes && this.#items.length > 0)) return false;
    this.#items.push(item);
    this.#bytes = bytes;
    return true;
  }

  #matches(text: string): boolean {
    const event: unknown = JSON.parse(text);
    return Object.entries(this.#frame.where ?? {}).every(([pointer, texts]) => texts.some((one) => one === tagAt(event, pointer)));
  }

  #isOver({ texts }: LogSlice): boolean {
    this.#looks += texts.length;
    return texts.length === 0 || this.#looks >= mostLooks || this.#around.nowMs() >= this.#endMs;
  }

  /** Reads the next part. Returns `undefined` if the log has trimmed it in the meantime, or has no more. */
  async #next(place: Position, isBackward: boolean): Promise<Events | undefined> {
    await this.#around.pause();
    const { stream } = this.#frame;
    const result = isBackward ? await this.#log.readBefore(stream, place, look) : await this.#log.read(stream, place, look);
    return result?.status === "events" && result.texts.length > 0 ? result : undefined;
  }

  #page(first: Events, last: Events, after: Position, at: Position, count: number): Page {
    const items = this.#items.toSorted((one, other) => one.seq - other.seq);
    const times = new TimeRuns();
    for (const { storedMs } of items) times.add(1, storedMs);
    const seqs = items.map(({ seq }) => seq);
    return { after, at, start: last.oldest, head: first.head, count, texts: items.map(({ text }) => text), seqs, times: times.runs };
  }
}

function itemsOf({ texts, from, times = [] }: LogSlice): readonly Item[] {
  const seq = parsePosition(from)?.seq ?? 0;
  const storedMs = times.flatMap((run) => Array.from({ length: run.count }, () => run.storedMs));
  return texts.map((text, index) => ({ text, seq: seq + index, storedMs: storedMs[index] }));
}
