import { Buffer } from "node:buffer";
import { serverEvents } from "../../../../../runtime/core/frames/index.js";
import type { PieceFrame } from "../../../../../runtime/core/frames/server-event.js";
import { StateParts } from "../../../../../runtime/client/state-parts.js";
import { PastState } from "../../../../../runtime/server/stream/past-state.js";
import { PieceWriter } from "../../../../../runtime/server/stream/piece-writer.js";
import { TextWriter } from "../../../../../runtime/server/stream/state-sink.js";
import { describe, expect, test } from "vitest";

/** Returns the frames of a state. Fails unless they are valid, are numbered, and make the state again with the same order of keys. */
function piecesOf(state: unknown, maxBytes = 65_536): readonly PieceFrame[] {
  const writer = new PieceWriter("run", "1:5", maxBytes);
  for (const _ of new PastState(state).writeTo([writer]));
  const texts = writer.finish().map((chunk) => chunk.join(""));
  const frames = texts.map((text) => JSON.parse(text) as PieceFrame);
  const parts = new StateParts();
  for (const [index, frame] of frames.entries()) {
    expect(serverEvents.validate(frame)).toBe(true);
    expect(frame.part).toBe(index + 1);
    expect(frame.last ?? false).toBe(index === frames.length - 1);
    parts.add(frame);
  }
  const json = JSON.stringify(state);
  expect(JSON.stringify(parts.finish())).toBe(json);
  expect(writer.length).toBe(json.length);
  expect(frames.at(-1)?.length).toBe(json.length);
  for (const text of texts) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxBytes);
  return frames;
}

describe("[RS18] the pieces of a state", () => {
  test("a small state is one piece", () => {
    expect(piecesOf({ run: { phase: "running" }, nodes: {} })).toEqual([
      {
        type: "$piece",
        stream: "run",
        at: "1:5",
        part: 1,
        path: "",
        state: { run: { phase: "running" }, nodes: {} },
        last: true,
        length: 38,
      },
    ]);
  });

  test.each([[null], [0], ["text"], [[]], [{}], [{ "": { "": 1 } }], [{ nodes: {}, "a/b": { "~": {} } }]])("a state may be %j", (state) => {
    expect(piecesOf(state)).toHaveLength(1);
  });

  test("a map is cut between its entries, and a later piece continues at the map's path", () => {
    const nodes = Object.fromEntries(Array.from({ length: 60 }, (_none, index) => [`n/${index}`, { status: "running" }]));
    const frames = piecesOf({ run: {}, nodes, after: { x: 1 } }, 400);
    expect(frames.length).toBeGreaterThan(5);
    expect(frames[0]?.state).toMatchObject({ run: {}, nodes: { "n/0": { status: "running" } } });
    expect(frames.slice(1, -1).every(({ path, entries }) => path === "/nodes" && entries !== undefined)).toBe(true);
    expect(Object.keys(frames[1]?.entries ?? {}).length).toBeGreaterThan(3);
    expect(frames.at(-1)).toMatchObject({ path: "", entries: { after: { x: 1 } }, last: true });
  });

  test("a long text has pieces of its own, and none ends within a character", () => {
    const text = 'a😀é\n"quoted"\\'.repeat(2_000);
    const frames = piecesOf({ texts: { "m-1": { role: "user", body: { text, start: 0, end: 9 } } } }, 1_000);
    const added = frames.filter(({ path }) => path === "/texts/m-1/body/text").map((frame) => frame.text ?? "");
    expect(added.join("")).toBe(text);
    expect(added.some((part) => /[\ud800-\udfff]/u.test(part))).toBe(false);
    expect(frames.at(-1)).toMatchObject({ path: "/texts/m-1/body", entries: { start: 0, end: 9 } });
  });

  test.each([0, 1, 2, 3])("a long text of pairs behind %i characters is cut between two characters", (count) => {
    const frames = piecesOf({ text: "x".repeat(count) + "😀".repeat(600) }, 500);
    expect(frames.length).toBeGreaterThan(4);
    expect(frames.some(({ text = "" }) => /[\ud800-\udfff]/u.test(text))).toBe(false);
  });

  test("a frame has room for the ends of its objects and for its path", () => {
    let nested: unknown = Array.from({ length: 60 }, (_none, index) => 100 + index);
    for (let level = 0; level < 90; level++) nested = [nested];
    expect(piecesOf({ nested }, 400).length).toBeGreaterThan(3);
  });

  test("a text of halves of characters arrives as it is", () => {
    piecesOf({ text: "\ud800".repeat(2_000) + "\udc00".repeat(2_000) }, 1_000);
  });

  test("a state that is a long text begins with an empty text", () => {
    expect(piecesOf("x".repeat(5_000), 1_000)[0]).toMatchObject({ path: "", state: "" });
  });

  test("a long list is cut between its items, which later pieces name by their index", () => {
    const chunks = Array.from({ length: 300 }, (_none, index) => ({ offset: index, chunk: "some words" }));
    const frames = piecesOf({ logs: { "node-1": chunks }, nested: [[["x".repeat(900)], ["y"]]] }, 700);
    const items = frames.flatMap(({ path, entries = {} }) => (path === "/logs/node-1" ? Object.keys(entries) : []));
    expect(items.length).toBeGreaterThan(250);
    expect(items.at(-1)).toBe("299");
  });

  test("a value that JSON writes in another form keeps this form when it is cut", () => {
    const writer = new PieceWriter("run", "1:5", 300);
    const state = {
      map: {
        at: new Date(0),
        rest: { none: undefined, items: [undefined, () => 1], dates: Array.from({ length: 30 }, () => new Date(0)) },
      },
    };
    for (const _ of new PastState(state).writeTo([writer]));
    const parts = new StateParts();
    for (const [text = ""] of writer.finish()) parts.add(JSON.parse(text) as PieceFrame);
    expect(JSON.stringify(parts.finish())).toBe(JSON.stringify(state));
  });

  test("deep values are cut, too", () => {
    let deep: unknown = "x".repeat(3_000);
    for (let level = 0; level < 40; level++) deep = level % 2 === 0 ? { a: deep, b: level } : [level, deep];
    expect(piecesOf({ deep }, 2_000).length).toBeGreaterThan(2);
  });
});

test("a text writer makes the JSON text of a state", () => {
  const state = { a: {}, b: { c: [1, { d: null }], "é😀": "x" }, e: 1 };
  const writer = new TextWriter(12);
  for (const _ of new PastState(state).writeTo([writer]));
  const parts = writer.finish();
  expect(parts.join("")).toBe(JSON.stringify(state));
  expect(parts.length).toBeGreaterThan(5);
});
