import { type Neighbours, mean } from "./order-layers.js";
import type { Slot } from "./route-edges.js";

/** Measures of the drawing, in pixels. */
export const measures = { nodeWidth: 208, nodeHeight: 88, bendWidth: 20, gapX: 24, gapY: 46, padding: 16 } as const;

const rounds = 6;

/** Slot id → x of its centre. Slots keep their order and never overlap; each moves towards its neighbours. */
export function placeSlots(layers: readonly (readonly Slot[])[], { above, below }: Neighbours): ReadonlyMap<string, number> {
  const x = new Map<string, number>();
  for (const layer of layers) spread(layer, x, () => 0);
  for (let round = 0; round < rounds; round += 1) {
    for (const layer of layers) spread(layer, x, (id) => wishOf(id, x, above));
    for (const layer of layers.toReversed()) spread(layer, x, (id) => wishOf(id, x, below));
  }
  return shiftToPadding(layers, x);
}

/** Width that a slot takes. */
export function slotWidth(slot: Slot): number {
  return slot.nodeId === undefined ? measures.bendWidth : measures.nodeWidth;
}

function wishOf(id: string, x: ReadonlyMap<string, number>, neighbours: ReadonlyMap<string, readonly string[]>): number {
  return mean(
    (neighbours.get(id) ?? []).map((neighbour) => x.get(neighbour) ?? 0),
    x.get(id) ?? 0,
  );
}

/** Puts each slot where it wants to be, pushes those that overlap to the right, and moves all back by what that cost on average. */
function spread(layer: readonly Slot[], x: Map<string, number>, wish: (id: string) => number): void {
  const wishes = layer.map(({ id }) => wish(id));
  const placed: number[] = [];
  let free = Number.NEGATIVE_INFINITY;
  for (const [index, slot] of layer.entries()) {
    const half = slotWidth(slot) / 2;
    const centre = Math.max(wishes[index] ?? 0, free + half);
    placed.push(centre);
    free = centre + half + measures.gapX;
  }
  const shift = mean(
    placed.map((centre, index) => centre - (wishes[index] ?? 0)),
    0,
  );
  for (const [index, { id }] of layer.entries()) x.set(id, (placed[index] ?? 0) - shift);
}

function shiftToPadding(layers: readonly (readonly Slot[])[], x: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const left = Math.min(...layers.flat().map((slot) => (x.get(slot.id) ?? 0) - slotWidth(slot) / 2));
  return new Map([...x].map(([id, centre]) => [id, Math.round(centre - left + measures.padding)]));
}
