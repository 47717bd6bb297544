import { expect, test } from "vitest";
import { OpeningState } from "../../../../generator/commands/opening-state.js";

const sum = {
  initial: () => 0,
  apply: (state: unknown, events: readonly unknown[]) => {
    if (typeof state !== "number") throw new TypeError("no number");
    return { state: events.reduce<number>((total, event) => total + Number(event), state), touched: [] };
  },
};

test("a state has the events that come before its end; later events are not part of it", () => {
  const opening = new OpeningState(sum);
  expect(opening.add(9)).toBe(false);
  opening.begin(1);
  expect([opening.add(2), opening.add(3)]).toEqual([true, true]);
  expect(opening.end()).toEqual({ state: 6, events: [] });
  expect([opening.add(4), opening.end()]).toEqual([false, undefined]);
});

test("a newer state replaces one that has not ended, with its events", () => {
  const opening = new OpeningState(sum);
  opening.begin(1);
  opening.add(2);
  opening.begin(100);
  opening.add(3);
  expect(opening.end()).toEqual({ state: 103, events: [] });
});

test("events that the rules cannot apply stay events", () => {
  const opening = new OpeningState(sum);
  opening.begin("other");
  opening.add(2);
  expect(opening.end()).toEqual({ state: "other", events: [2] });
  const without = new OpeningState(undefined);
  without.begin({});
  without.add(2);
  expect(without.end()).toEqual({ state: {}, events: [2] });
});
