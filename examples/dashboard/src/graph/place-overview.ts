import type { GraphShape } from "../run/graph-shape.js";
import { assignLayers } from "./assign-layers.js";

/** Sizes and gaps of the overview, in pixels. */
export const cell = { width: 14, height: 10, gap: 3, layerGap: 10, padding: 12 } as const;

/** A node of the overview and its left upper corner. */
export type Cell = { readonly id: string; readonly x: number; readonly y: number };

/** The places of a graph's nodes, drawn as small cells because the graph has too many nodes for cards. */
export type Overview = { readonly width: number; readonly height: number; readonly cells: readonly Cell[] };

/** Puts the nodes into rows of at most `width` pixels, layer below layer. */
export function placeOverview(shape: GraphShape, width: number): Overview {
  const layers = assignLayers(shape);
  const perRow = Math.max(1, Math.floor((width - 2 * cell.padding + cell.gap) / (cell.width + cell.gap)));
  const cells: Cell[] = [];
  let y: number = cell.padding;
  for (let layer = 0, ids = idsOf(layers, layer); ids.length > 0; layer += 1, ids = idsOf(layers, layer)) {
    for (const [index, id] of ids.entries()) {
      const row = Math.floor(index / perRow);
      cells.push({ id, x: cell.padding + (index % perRow) * (cell.width + cell.gap), y: y + row * (cell.height + cell.gap) });
    }
    y += Math.ceil(ids.length / perRow) * (cell.height + cell.gap) + cell.layerGap;
  }
  return { width, height: y - cell.layerGap + cell.padding, cells };
}

function idsOf(layers: ReadonlyMap<string, number>, layer: number): readonly string[] {
  return [...layers].filter(([, one]) => one === layer).map(([id]) => id);
}

/** Returns the cell at a point, or `undefined` if the point is beside all cells. */
export function cellAt({ cells }: Overview, x: number, y: number): Cell | undefined {
  return cells.find((one) => x >= one.x && x < one.x + cell.width + cell.gap && y >= one.y && y < one.y + cell.height + cell.gap);
}
