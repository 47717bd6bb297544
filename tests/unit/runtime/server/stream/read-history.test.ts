import { MemoryLog } from "@dagwire/runtime";
import { expect, test } from "vitest";
import { pageText } from "../../../../../runtime/core/delivery/page-text.js";
import type { Page } from "../../../../../runtime/core/delivery/page-text.js";
import { serverEvents } from "../../../../../runtime/core/frames/server-event-validator.js";
import type { ReadFrame } from "../../../../../runtime/core/frames/client-event.js";
import { readPage } from "../../../../../runtime/server/stream/read-history.js";
import { Random } from "../../../../fuzz/random.js";

const kinds = ["log", "text", "state"];
const around = { nowMs: () => 0, pause: () => Promise.resolve() };

/** Makes a log of random events in a few epochs, and sometimes trims it. Returns the texts of all events that it ever had. */
async function randomLog(
  random: Random,
): Promise<{ readonly log: MemoryLog; readonly texts: readonly string[]; readonly clock: { nowMs: number } }> {
  const clock = { nowMs: 1_000 };
  const log = new MemoryLog({ now: () => clock.nowMs, maxEvents: 100_000 });
  const texts: string[] = [];
  for (let epochs = 1 + random.below(4); epochs > 0; epochs--) {
    const { epoch } = await log.claim("run");
    let at = "";
    for (let appends = random.below(12); appends > 0; appends--) {
      const added = Array.from({ length: 1 + random.below(4) }, () => eventText(random, texts.length));
      texts.push(...added);
      clock.nowMs += random.below(3);
      const result = await log.append(
        "run",
        epoch,
        added.map((text) => ({ kind: "event" as const, text })),
      );
      if (result.status === "appended") at = result.at;
    }
    if (at !== "" && random.chance(0.3)) {
      await log.putSnapshot("run", epoch, { at, state: "{}" });
      await log.trim("run", { through: at });
    }
  }
  return { log, texts, clock };
}

function eventText(random: Random, n: number): string {
  return JSON.stringify({ type: kinds[random.below(3)], node: { id: `n${random.below(3)}` }, n, filler: "x".repeat(random.below(60)) });
}

async function pageOf(log: MemoryLog, more: Partial<ReadFrame>, maxBytes = 65_536): Promise<Page> {
  const page = await readPage(log, { type: "$read", read: 1, stream: "run", ...more }, maxBytes, around);
  if (typeof page === "string") throw new Error(page);
  expect(serverEvents.validate(JSON.parse(pageText(1, "run", page)))).toBe(true);
  return page;
}

/** Reads all pages from the newest one back, or from the oldest one on. Returns them with the oldest one first. */
async function allPages(log: MemoryLog, isBackward: boolean, more: Partial<ReadFrame>, maxBytes: number): Promise<readonly Page[]> {
  const pages: Page[] = [];
  const first = await pageOf(log, {}, 1);
  let place: Partial<ReadFrame> = isBackward ? {} : { after: first.start };
  for (;;) {
    const page = await pageOf(log, { ...more, ...place }, maxBytes);
    if (isBackward) pages.unshift(page);
    else pages.push(page);
    if (isBackward ? page.after === page.start : page.at === page.head) return pages;
    // The first event of a page follows `after`, or begins the epoch of `at`.
    const [epoch, seq] = page.after.split(":");
    const begins = page.at.split(":")[0] ?? "";
    place = isBackward ? { before: epoch === begins ? `${epoch}:${Number(seq) + 1}` : `${begins}:1` } : { after: page.at };
  }
}

test("[HI1] [HI2] pages in both directions hold each event once, as its text, within epochs and bounds", async () => {
  for (let seed = 1; seed <= 150; seed++) {
    const random = new Random(seed);
    const { log, texts } = await randomLog(random);
    const limit = 1 + random.below(8);
    const maxBytes = 1 + random.below(400);
    for (const isBackward of [true, false]) {
      const pages = await allPages(log, isBackward, { limit }, maxBytes);
      const held = pages.flatMap((page) => page.texts);
      expect(held).toEqual(texts.slice(texts.length - held.length));
      expect(pages[0]?.count).toBe(texts.length - held.length);
      for (const [index, page] of pages.entries()) {
        if (index > 0) expect(page.after).toBe(pages[index - 1]?.at);
        expect(page.texts.length).toBeLessThanOrEqual(limit);
        expect(page.texts.length === 1 || page.texts.join("").length <= maxBytes).toBe(true);
        if (page.texts.length > 0) expect(Number(page.at.split(":")[1])).toBeGreaterThanOrEqual(page.texts.length);
      }
    }
  }
});

test("[HI1] a page with a filter has exactly the events that match, with their numbers and times", async () => {
  let matched = 0;
  for (let seed = 1; seed <= 150; seed++) {
    const random = new Random(seed);
    const { log } = await randomLog(random);
    const where = { "/type": kinds.slice(0, 1 + random.below(2)), ...(random.chance(0.5) && { "/node/id": ["n0", "n2"] }) };
    const limit = 1 + random.below(8);
    const plain = (await allPages(log, false, { limit: 1_000 }, 1e6)).flatMap(itemsOf);
    const expected = plain.filter(({ text }) => {
      const event = JSON.parse(text) as { readonly type: string; readonly node: { readonly id: string } };
      return where["/type"].includes(event.type) && (!("/node/id" in where) || ["n0", "n2"].includes(event.node.id));
    });
    matched += expected.length;
    for (const isBackward of [true, false]) {
      const pages = await allPages(log, isBackward, { limit, where }, 1 + random.below(600));
      expect(pages.flatMap(itemsOf)).toEqual(expected);
      for (const [index, page] of pages.entries()) if (index > 0) expect(page.after).toBe(pages[index - 1]?.at);
      for (const page of pages) {
        expect(page.texts.length).toBeLessThanOrEqual(limit);
        expect(await log.read("run", page.after, { maxEvents: 1, maxBytes: 1 })).toMatchObject({ count: page.count });
      }
    }
  }
  expect(matched).toBeGreaterThan(500);
});

test("[HI2] a page with a filter looks at 20,000 events, or for 20 ms, and says how far it looked", async () => {
  const log = new MemoryLog({ maxEvents: 100_000 });
  const { epoch } = await log.claim("run");
  const records = Array.from({ length: 30_000 }, (_, n) => ({
    kind: "event" as const,
    text: JSON.stringify({ type: n === 3 ? "rare" : "log" }),
  }));
  await log.append("run", epoch, records);
  const where = { "/type": ["rare"] };
  expect(await pageOf(log, { where })).toMatchObject({ texts: [], seqs: [], after: `${epoch}:10000`, at: `${epoch}:30000`, count: 10_000 });
  expect(await pageOf(log, { where, before: `${epoch}:10001` })).toMatchObject({ seqs: [4], after: `${epoch}:0`, at: `${epoch}:10000` });
  let nowMs = 0;
  const slow = { nowMs: () => (nowMs += 6), pause: around.pause };
  const page = await readPage(log, { type: "$read", read: 1, stream: "run", where, after: `${epoch}:0` }, 65_536, slow);
  expect(page).toMatchObject({ seqs: [4], after: `${epoch}:0`, at: `${epoch}:2000` });
});

test("[HI3] a trimmed position gives the oldest page, which says that events are gone, and one that never was is unknown", async () => {
  const log = new MemoryLog();
  const { epoch } = await log.claim("run");
  const read = (more: Partial<ReadFrame>) => readPage(log, { type: "$read", read: 1, stream: "run", ...more }, 65_536, around);
  await log.append(
    "run",
    epoch,
    ["1", "2", "3", "4"].map((n) => ({ kind: "event" as const, text: `{"type":"log","n":${n}}` })),
  );
  expect(pageText(1, "run", await pageOf(log, {}))).not.toContain("trimmed");
  await log.putSnapshot("run", epoch, { at: `${epoch}:2`, state: "{}" });
  await log.trim("run", { through: `${epoch}:2` });
  const oldest = { after: `${epoch}:2`, at: `${epoch}:4`, start: `${epoch}:2`, count: 2 };
  for (const more of [{ before: `${epoch}:1` }, { after: `${epoch}:0` }, { after: `${epoch}:1`, where: { "/type": ["log"] } }, { atMs: 0 }])
    expect(await pageOf(log, more)).toMatchObject(oldest);
  expect(pageText(1, "run", await pageOf(log, {}))).toContain('"trimmed":true');
  expect(await read({ before: `${epoch}:9` })).toBe("unknown_position");
  expect(await read({ after: `${epoch - 1}:1` })).toBe("unknown_position");
  expect(await read({ stream: "nowhere" })).toBe("no_such_stream");
});

function itemsOf({
  texts,
  times = [],
  seqs,
  at,
}: Page): readonly { readonly text: string; readonly seq: number; readonly storedMs: number | undefined }[] {
  const last = Number(at.split(":")[1]);
  const storedMs = times.flatMap((run) => Array.from({ length: run.count }, () => run.storedMs));
  return texts.map((text, index) => ({ text, seq: seqs?.[index] ?? last - texts.length + 1 + index, storedMs: storedMs[index] }));
}
