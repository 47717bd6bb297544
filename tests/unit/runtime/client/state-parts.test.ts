import { expect, test } from "vitest";
import { trackLosses } from "@dagwire/runtime/client";
import { createClientState } from "../../../../runtime/core/client-steps/client-state.js";
import { StateParts } from "../../../../runtime/client/state-parts.js";
import type { PieceFrame } from "../../../../runtime/core/frames/server-event.js";

const client = createClientState(
  { protocol: { name: "p", version: "1.0.0", digest: "d" }, client: "c", outbox: { maxCommands: 1, maxBytes: 1, timeLimitMs: 1 } },
  [],
);

type Piece = Partial<Pick<PieceFrame, "path" | "state" | "entries" | "text" | "last" | "length">>;

function partsOf(...pieces: readonly Piece[]): StateParts {
  const parts = new StateParts();
  for (const [index, piece] of pieces.entries())
    parts.add({ type: "$piece", stream: "run-1", at: "1:5", part: index + 1, path: "", ...piece });
  return parts;
}

test("entries, items and texts are added at their paths", () => {
  const parts = partsOf(
    { state: { a: 1, "x/y~z": { t: "" }, list: [1] } },
    { path: "/x~1y~0z/t", text: "one " },
    { path: "/x~1y~0z/t", text: "two" },
    { path: "/list", entries: { 1: 2, 2: [3] } },
    { path: "", entries: { "": { b: 1 } } },
    { path: "/", entries: { c: 2 }, last: true, length: 77 },
  );
  expect(parts.finish()).toEqual({ a: 1, "x/y~z": { t: "one two" }, list: [1, 2, [3]], "": { b: 1, c: 2 } });
  expect(parts.length).toBe(77);
});

test.each([[null], [7], ["text"], [[1, 2]], [{}]])("a state may be %j", (state) => {
  expect(partsOf({ state, last: true, length: 1 }).finish()).toEqual(state);
});

test("a state may be a text that comes in parts", () => {
  expect(partsOf({ state: "" }, { text: "ab" }, { text: "cd", last: true }).finish()).toBe("abcd");
});

test("an entry with the name __proto__ becomes an own property and changes no prototype", () => {
  const entries = JSON.parse('{"__proto__":{"own":true}}') as Record<string, unknown>;
  const state = partsOf({ state: { map: {} } }, { path: "/map", entries }).finish() as { readonly map: object };
  expect(Object.keys(state.map)).toEqual(["__proto__"]);
  expect(Object.getPrototypeOf(state.map)).toBe(Object.prototype);
  const deeper = partsOf({ state: entries }, { path: "/__proto__", entries: { more: 1 } }).finish();
  expect(JSON.stringify(deeper)).toBe('{"__proto__":{"own":true,"more":1}}');
  expect(Reflect.get({}, "more")).toBeUndefined();
});

test.each<[string, Piece]>([
  ["entries below a value that is missing", { path: "/b/c", entries: { x: 1 } }],
  ["entries of a value that is missing", { path: "/b", entries: { x: 1 } }],
  ["entries of a text", { path: "/t", entries: { x: 1 } }],
  ["entries of an inherited object", { path: "/constructor/prototype", entries: { planted: 1 } }],
  ["a part of a text that is missing", { path: "/missing", text: "x" }],
  ["a part of a text where an object is", { path: "/a", text: "x" }],
])("pieces do not make a state with %s", (_what, piece) => {
  expect(() => partsOf({ state: { a: {}, t: "" } }, piece)).toThrow(TypeError);
  expect(Reflect.get({}, "planted")).toBeUndefined();
});

test("a state of which a piece belongs nowhere reaches no application", () => {
  const [states, tracker] = [new Array<unknown>(), trackLosses()];
  const take = (...pieces: readonly Piece[]): void => {
    for (const [index, piece] of pieces.entries()) {
      const part: PieceFrame = { type: "$piece", stream: "run-1", at: "1:5", part: index + 1, path: "", ...piece };
      if (piece.text === "nowhere") expect(() => tracker.addPart(part)).toThrow(TypeError);
      else tracker.addPart(part);
    }
    const lost = tracker.takeState({ action: "state", stream: "run-1", at: "1:5" }, { digest: "d" }, client, (state) => states.push(state));
    expect(lost).toEqual([]);
  };
  take({ state: { a: {} } }, { path: "/b", text: "nowhere" }, { path: "/a", entries: { y: 1 }, last: true });
  expect(states).toEqual([]);
  take({ state: { a: {} } }, { path: "/a", entries: { y: 1 }, last: true });
  expect(states).toEqual([{ a: { y: 1 } }]);
});
