import type { GraphShape } from "../run/graph-shape.js";

/** Node id → layer: one more than the deepest node it depends on. Nodes of a cycle, which no valid graph has, come last. */
export function assignLayers({ nodeIds, edges }: GraphShape): ReadonlyMap<string, number> {
  const layers = new Map<string, number>();
  let waiting = [...nodeIds];
  const known = new Set(nodeIds);
  const parents = new Map(nodeIds.map((id) => [id, edges.filter(({ from, to }) => to === id && known.has(from)).map(({ from }) => from)]));
  for (let layer = 0; waiting.length > 0; layer += 1) {
    const ready = waiting.filter((id) => parents.get(id)?.every((parent) => layers.has(parent)) ?? true);
    const placed = ready.length > 0 ? ready : waiting;
    for (const id of placed) layers.set(id, layer);
    waiting = waiting.filter((id) => !layers.has(id));
  }
  return layers;
}
