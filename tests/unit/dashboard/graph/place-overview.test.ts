import { expect, test } from "vitest";
import { cell, cellAt, placeOverview } from "../../../../examples/dashboard/src/graph/place-overview.js";

const ids = Array.from({ length: 1_000 }, (_none, index) => `n${index}`);
const edges = ids.slice(1).map((to, index) => ({ from: `n${Math.floor(index / 10)}`, to, label: undefined }));

test("every node has a cell of its own, inside the width and below its dependencies", () => {
  const { width, height, cells } = placeOverview({ nodeIds: ids, edges }, 500);
  expect(new Set(cells.map(({ x, y }) => `${x} ${y}`)).size).toBe(1_000);
  expect(cells.every(({ x, y }) => x >= 0 && x + cell.width <= width && y + cell.height <= height)).toBe(true);
  const y = new Map(cells.map((one) => [one.id, one.y]));
  expect(edges.every(({ from, to }) => Number(y.get(from)) < Number(y.get(to)))).toBe(true);
});

test("a point in a cell finds its node", () => {
  const overview = placeOverview({ nodeIds: ids, edges }, 500);
  for (const one of overview.cells) expect(cellAt(overview, one.x + 1, one.y + 1)?.id).toBe(one.id);
  expect(cellAt(overview, 1, 1)).toBeUndefined();
});

test("an empty graph has no cells", () => {
  expect(placeOverview({ nodeIds: [], edges: [] }, 500).cells).toEqual([]);
});
