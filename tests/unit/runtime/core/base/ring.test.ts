import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Ring } from "../../../../../runtime/core/base/ring.js";

const item = (id: number, byteLength = 1): { id: number; byteLength: number } => ({ id, byteLength });

test("an empty ring starts and ends at 0", () => {
  const ring = new Ring({ maxItems: 2, maxBytes: 10 });
  expect([ring.start, ring.end, ring.byteLength]).toEqual([0, 0, 0]);
  expect(ring.read(0, 10)).toEqual([]);
});

test("keeps the newest items within both limits and knows what it has dropped", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 400 }),
      fc.integer({ min: 1, max: 90 }),
      fc.integer({ min: 1, max: 300 }),
      (sizes, maxItems, maxBytes) => {
        const ring = new Ring<{ id: number; byteLength: number }>({ maxItems, maxBytes });
        for (const [id, size] of sizes.entries()) ring.append(item(id, size));
        const held = sizes.slice(ring.start);
        expect(ring.end).toBe(sizes.length);
        expect(ring.byteLength).toBe(held.reduce((sum, size) => sum + size, 0));
        expect(held.length <= maxItems && (ring.byteLength <= maxBytes || held.length === 1)).toBe(true);
        expect(ring.read(ring.start, Infinity)?.map(({ id }) => id)).toEqual(held.map((_, index) => ring.start + index));
        if (ring.start > 0) expect(ring.read(ring.start - 1, Infinity)).toBeUndefined();
      },
    ),
  );
});

test("reads in chunks of at most so many bytes, but at least one item", () => {
  const ring = new Ring<{ id: number; byteLength: number }>({ maxItems: 100, maxBytes: 1_000 });
  for (const [id, size] of [10, 10, 50, 5].entries()) ring.append(item(id, size));
  const ids = (from: number, maxBytes: number): number[] | undefined => ring.read(from, maxBytes)?.map(({ id }) => id);
  expect(ids(0, 20)).toEqual([0, 1]);
  expect(ids(0, 19)).toEqual([0]);
  expect(ids(2, 20)).toEqual([2]);
  expect(ids(3, 20)).toEqual([3]);
  expect(ids(4, 20)).toEqual([]);
});

test("reads the newest items before a position, within bytes and down to a position", () => {
  const ring = new Ring<{ id: number; byteLength: number }>({ maxItems: 100, maxBytes: 1_000 });
  for (const [id, size] of [10, 10, 50, 5].entries()) ring.append(item(id, size));
  const ids = (to: number, from: number, maxBytes: number): number[] => ring.readBefore(to, from, maxBytes).map(({ id }) => id);
  expect([ids(4, 0, 55), ids(4, 0, 54), ids(3, 0, 1), ids(2, 0, 100), ids(4, 1, 1_000), ids(0, 0, 100)]).toEqual([
    [2, 3],
    [3],
    [2],
    [0, 1],
    [1, 2, 3],
    [],
  ]);
  ring.dropBefore(2);
  expect([ids(4, 0, 1_000), ids(2, 0, 1_000)]).toEqual([[2, 3], []]);
  expect([ring.at(1), ring.at(2)?.id, ring.at(4)]).toEqual([undefined, 2, undefined]);
});

test("drops the items before a position, and no more than it has", () => {
  const ring = new Ring<{ id: number; byteLength: number }>({ maxItems: 10, maxBytes: 100 });
  for (let id = 0; id < 5; id++) ring.append(item(id, 2));
  ring.dropBefore(3);
  expect([ring.start, ring.end, ring.byteLength]).toEqual([3, 5, 4]);
  expect(ring.read(2, 10)).toBeUndefined();
  expect(ring.read(3, 100)?.map(({ id }) => id)).toEqual([3, 4]);
  ring.dropBefore(1);
  ring.dropBefore(99);
  expect([ring.start, ring.end, ring.byteLength]).toEqual([5, 5, 0]);
});
