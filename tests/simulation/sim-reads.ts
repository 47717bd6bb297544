import { pageText } from "../../runtime/core/delivery/page-text.js";
import type { Page } from "../../runtime/core/delivery/page-text.js";
import type { ReadAnswer } from "../../runtime/core/delivery/read-state.js";
import type { ReadFrame } from "../../runtime/core/frames/client-event.js";
import type { PageFrame } from "../../runtime/core/frames/server-event.js";
import { Violation } from "./options.js";
import type { World } from "./world.js";

const request = { maxEvents: 3, maxBytes: 400, withTimes: true };
const all = { maxEvents: 1_000, maxBytes: 1e9 };

/** Reads the history of the streams backwards, page by page, each time that a client is up to date, and checks the pages. */
export class SimReads {
  readonly #world: World;
  /** The place before which the next page of a stream ends. */
  readonly #before = new Map<string, string>();
  #read = 0;

  constructor(world: World) {
    this.#world = world;
  }

  next(stream: string): ReadFrame {
    const before = this.#before.get(stream);
    return { type: "$read", read: ++this.#read, stream, limit: request.maxEvents, ...(before !== undefined && { before }) };
  }

  answer({ read, stream, before }: ReadFrame): ReadAnswer {
    const result = this.#world.log(stream).readBefore(before, request);
    this.#before.delete(stream);
    if (result.status !== "events") return { refusal: { code: "unknown_position", message: result.status } };
    const { after, from, at, oldest: start, head, count, texts, times } = result;
    if (after !== start) this.#before.set(stream, from);
    const page: Page = { after, at, start, head, count, texts, times };
    return { chunks: [[pageText(read, stream, this.#world.variant.page?.(page) ?? page)]] };
  }

  /** Fails if a page lacks an event of its part of the log, has another one, or has times that go back. */
  check(text: string): void {
    const { stream, after, at, count, events, times = [] } = JSON.parse(text) as PageFrame;
    this.#world.seen.add("page of the history");
    const known = times.flatMap(([, storedMs]) => (storedMs === undefined ? [] : [storedMs]));
    if (known.some((storedMs, index) => storedMs < (known[index - 1] ?? 0))) throw new Violation("LG29", `times go back in ${text}`);
    const held = this.#world.log(stream).read(after, all);
    if (held.status !== "events") return;
    const expected = held.texts.slice(0, events.length);
    if (expected.some((one, index) => one !== JSON.stringify(events[index])))
      throw new Violation("HI1", `the page from ${after} to ${at} has other events than the log: ${text}`);
    if (count !== held.count) throw new Violation("HI8", `the page after ${after} counts ${count} events, and the log ${held.count}`);
    const last = events.length === 0 ? after : this.#world.log(stream).read(after, { ...all, maxEvents: events.length });
    if (typeof last !== "string" && last.status === "events" && last.at !== at)
      throw new Violation("HI1", `the page from ${after} to ${at} has ${events.length} events, with which the log reaches ${last.at}`);
  }
}
