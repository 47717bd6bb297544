import type { Route, RoutedGraph, Slot } from "./route-edges.js";

/** Slot id → slots that it is connected with in the layer above and in the layer below. */
export type Neighbours = { readonly above: ReadonlyMap<string, readonly string[]>; readonly below: ReadonlyMap<string, readonly string[]> };

const sweeps = 4;

/** Sorts the slots of each layer by the mean position of their neighbours, down and up again: few edges cross then. */
export function orderLayers({ layers, routes }: RoutedGraph): readonly (readonly Slot[])[] {
  const { above, below } = findNeighbours(routes);
  let ordered = [...layers];
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    ordered = sortDown(ordered, above);
    ordered = sortDown(ordered.toReversed(), below).toReversed();
  }
  return sortDown(ordered, above);
}

/** Neighbours of every slot. */
export function findNeighbours(routes: readonly Route[]): Neighbours {
  const above = new Map<string, string[]>();
  const below = new Map<string, string[]>();
  for (const { slotIds } of routes) {
    for (const [index, lower] of slotIds.slice(1).entries()) {
      const upper = slotIds[index] ?? "";
      add(above, lower, upper);
      add(below, upper, lower);
    }
  }
  return { above, below };
}

/** Mean of `numbers`; `otherwise` if there is none. */
export function mean(numbers: readonly number[], otherwise: number): number {
  return numbers.length === 0 ? otherwise : numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function sortDown(layers: readonly (readonly Slot[])[], neighbours: ReadonlyMap<string, readonly string[]>): (readonly Slot[])[] {
  const position = new Map<string, number>();
  return layers.map((layer) => {
    // Positions are shares of the width, or a neighbour in a crowded layer would weigh more.
    const wish = new Map(
      layer.map(({ id }, index) => [
        id,
        mean(
          (neighbours.get(id) ?? []).map((neighbour) => position.get(neighbour) ?? 0),
          (index + 0.5) / layer.length,
        ),
      ]),
    );
    const sorted = layer.toSorted((a, b) => (wish.get(a.id) ?? 0) - (wish.get(b.id) ?? 0));
    for (const [index, { id }] of sorted.entries()) position.set(id, (index + 0.5) / layer.length);
    return sorted;
  });
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
