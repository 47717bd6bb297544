import { StateDraft, conflateEvents, conflationKeyOf, cutCharacterIn, extendText, withTextRuns } from "@dagwire/runtime/codegen/v1";
import type { TextRunPiece } from "@dagwire/runtime/codegen/v1";
import { describe, expect, test } from "vitest";

const limit = 1_000;
const hello = { text: "Héllo", start: 0, end: 6 };

describe("a piece of a text", () => {
  test("makes the text if there is none, and extends it at its end", () => {
    const first = extendText(undefined, "Hé", 0, limit, "utf-8");
    expect(first).toEqual({ text: "Hé", start: 0, end: 3 });
    expect(extendText(first, "llo", 3, limit, "utf-8")).toEqual(hello);
    expect(extendText(first, "llo", undefined, limit, "utf-8")).toEqual(hello);
    expect(extendText({ text: "Hé", start: 0, end: 2 }, "llo", 2, limit, "utf-16")).toEqual({ text: "Héllo", start: 0, end: 5 });
  });

  test("corrects the text from its offset on, and changes nothing if it comes again", () => {
    expect(extendText(hello, "y", 3, limit, "utf-8")).toEqual({ text: "Héy", start: 0, end: 4 });
    expect(extendText(hello, "lo", 4, limit, "utf-8")).toEqual(hello);
  });

  test.each([
    ["after a gap", 9],
    ["inside a character", 2],
  ])("begins the text anew %s", (_title, at) => {
    expect(extendText(hello, "x", at, limit, "utf-8")).toEqual({ text: "x", start: at, end: at + 1 });
  });

  test("begins the text anew before what is kept of it", () => {
    expect(extendText({ text: "end", start: 97, end: 100 }, "x", 96, limit, "utf-8")).toEqual({ text: "x", start: 96, end: 97 });
  });

  test("drops the beginning in blocks of a quarter of the limit, between characters", () => {
    expect(extendText({ text: "abcdefgh", start: 0, end: 8 }, "i", 8, 8, "utf-8")).toEqual({ text: "cdefghi", start: 2, end: 9 });
    expect(extendText({ text: "a€bcdef", start: 0, end: 9 }, "g", 9, 8, "utf-8")).toEqual({ text: "bcdefg", start: 4, end: 10 });
  });

  test("has U+FFFD in place of half a character", () => {
    expect(extendText(hello, "\ud83d", 6, limit, "utf-8")).toEqual({ text: "Héllo\ufffd", start: 0, end: 9 });
  });

  test("never makes a text longer than its limit, although the state before it contradicts itself", () => {
    const wrong = { text: "x".repeat(limit), start: 0, end: 0 };
    expect(extendText(wrong, "y", undefined, limit, "utf-8")).toEqual({ text: "y", start: 0, end: 1 });
    expect(extendText({ text: "x", start: 0, end: 5_000 }, "y", undefined, limit, "utf-8")).toEqual({ text: "", start: 5_001, end: 5_001 });
    expect(extendText([1], "y", undefined, limit, "utf-8")).toEqual({ text: "y", start: 0, end: 1 });
  });
});

test("a draft updates a value by what is there, and touches its place", () => {
  const draft = new StateDraft<object>({ texts: {} });
  for (const delta of ["a", "b"]) draft.update(["texts", "m", "body"], extendText, delta, undefined, 8, "utf-8");
  const { state, touched } = draft.finish();
  expect(state).toEqual({ texts: { m: { body: { text: "ab", start: 0, end: 2 } } } });
  expect(touched).toEqual(["/texts/m"]);
  draft.update(["texts", "m", "body"], extendText, "c", 2, 8, "utf-8");
  expect(draft.finish().touched).toEqual(["/texts/m/body"]);
});

test("a text that ends with the first half of a surrogate pair is found by its place", () => {
  expect(cutCharacterIn({ a: { "x/y": "so\ud83d" } }, [["b"], ["a", "x/y"]])).toBe("/a/x~1y");
  expect(cutCharacterIn({ delta: "so\ud83d\ude00" }, [["delta"]])).toBeUndefined();
});

type Event = { readonly kind: string; readonly id: string; readonly at?: number; readonly delta?: string; readonly most?: number };

const pieceOf = ({ kind, id, at, delta = "", most }: Event): TextRunPiece | undefined =>
  kind !== "delta"
    ? undefined
    : {
        key: conflationKeyOf(kind, id),
        from: "delta",
        text: delta,
        ...(at !== undefined && { offset: "at", at }),
        unit: "utf-8",
        ...(most !== undefined && { most }),
      };
const rules = withTextRuns<Event>(
  {
    keyOf: ({ kind, id }) => (kind === "state" ? conflationKeyOf(kind, id) : undefined),
    join: (_older, newer) => newer,
    barriers: ({ kind }) => (kind === "reset" ? ["delta"] : []),
  },
  pieceOf,
);
const delta = (at: number, text: string, id = "m"): Event => ({ kind: "delta", id, at, delta: text });

describe("pieces of a text that follow one another", () => {
  test("become one event at the place of the last, and other events keep their rules", () => {
    const other: Event = { kind: "state", id: "n" };
    const events = [delta(0, "é"), other, delta(2, "b"), delta(0, "x", "k"), other, delta(3, "c")];
    expect(conflateEvents(events, rules)).toEqual([delta(0, "x", "k"), other, delta(0, "ébc")]);
  });

  test("are not joined over a gap, a correction, or an event that changes the same place", () => {
    const reset: Event = { kind: "reset", id: "m" };
    const events = [delta(0, "ab"), delta(3, "c"), delta(4, "d"), delta(1, "x"), delta(2, "y"), reset, delta(3, "z")];
    expect(conflateEvents(events, rules)).toEqual([delta(0, "ab"), delta(3, "cd"), delta(1, "xy"), reset, delta(3, "z")]);
  });

  test("are not joined beyond the length that the schema allows", () => {
    const events = [delta(0, "ab"), delta(2, "cd"), delta(4, "e")].map((event) => ({ ...event, most: 4 }));
    expect(conflateEvents(events, rules).map((event) => event.delta)).toEqual(["abcd", "e"]);
  });

  test("without offsets are joined in order, and half a character stays half a character", () => {
    const events = ["a\ud83d", "\ude00b"].map((text): Event => ({ kind: "delta", id: "m", delta: text }));
    expect(conflateEvents(events, rules).map((event) => event.delta)).toEqual(["a\ufffd\ufffdb"]);
  });
});
