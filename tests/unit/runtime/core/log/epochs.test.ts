import * as fc from "fast-check";
import { expect, test } from "vitest";
import { addEpoch, nextEpoch, offsetOf, positionAt, trimEpochs } from "../../../../../runtime/core/log/epochs.js";
import type { Epochs } from "../../../../../runtime/core/log/epochs.js";
import { parsePosition } from "../../../../../runtime/core/log/position.js";

/** Returns epochs 1, 2, … with these numbers of events. */
function epochsOf(lengths: readonly number[]): { readonly epochs: Epochs; readonly end: number } {
  let epochs: Epochs = [{ epoch: 1, base: 0 }];
  let end = 0;
  for (const [index, length] of lengths.entries()) {
    if (index > 0) epochs = addEpoch(epochs, index + 1, end);
    end += length;
  }
  return { epochs, end };
}

const lengths = fc.array(fc.nat(4), { minLength: 1, maxLength: 8 });

test("each offset has one position, which gives the offset back, and positions increase", () => {
  fc.assert(
    fc.property(lengths, (each) => {
      const { epochs, end } = epochsOf(each);
      const positions = Array.from({ length: end + 1 }, (_, offset) => positionAt(epochs, offset));
      expect(new Set(positions).size).toBe(end + 1);
      expect(positions.map((position) => offsetOf(epochs, position, end))).toEqual(positions.map((_, offset) => offset));
      const order = positions.map((position) => parsePosition(position)).map((place) => (place?.epoch ?? 0) * 1_000 + (place?.seq ?? 0));
      expect(order).toEqual(order.toSorted((a, b) => a - b));
    }),
  );
});

test("after trimming, the other events keep their positions", () => {
  fc.assert(
    fc.property(lengths, fc.nat(32), (each, cut) => {
      const { epochs, end } = epochsOf(each);
      const start = Math.min(cut, end);
      const trimmed = trimEpochs(epochs, start);
      // Only the first epoch may begin before the first event that is left, and it has this event or ends with the one before it.
      expect(trimmed.slice(1).every(({ base }) => base >= start)).toBe(true);
      expect(trimmed.at(-1)).toEqual(epochs.at(-1));
      for (let offset = Math.max(1, start); offset <= end; offset++) {
        expect(positionAt(trimmed, offset)).toBe(positionAt(epochs, offset));
        expect(offsetOf(trimmed, positionAt(epochs, offset), end)).toBe(offset);
      }
    }),
  );
});

test("a position after the end of its epoch is unknown", () => {
  const { epochs, end } = epochsOf([2, 0, 3]);
  for (const never of ["1:3", "2:1", "3:4", "4:1", "0:0", "x"]) expect(offsetOf(epochs, never, end)).toBeUndefined();
});

test("a new epoch is later than the last, even if the clock goes back", () => {
  expect(nextEpoch(5, 0, 0)).toBe(6);
  expect(nextEpoch(0, 1_764_045_000_000, 0.999)).toBe(1_764_045_000_000 * 1_024 + 1_022);
  expect(Number.isSafeInteger(nextEpoch(0, Date.UTC(2200, 0), 0.99))).toBe(true);
});

test("epochs without events are removed, and those with events stay", () => {
  let epochs: Epochs = [{ epoch: 1, base: 0 }];
  for (let epoch = 2; epoch < 500; epoch++) epochs = addEpoch(epochs, epoch, Math.floor(epoch / 100));
  expect(epochs.map(({ base }) => base)).toEqual([0, 0, 1, 2, 3, 4]);
  expect(epochs.at(-1)).toEqual({ epoch: 499, base: 4 });
});
