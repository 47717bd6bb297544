import { groupBy } from "../run/group-by.js";
import type { GraphShape } from "../run/graph-shape.js";

/** Returns the layer of each node: one more than the highest layer of its dependencies. Nodes of a cycle, which is invalid, come last. */
export function assignLayers({ nodeIds, edges }: GraphShape): ReadonlyMap<string, number> {
  const layers = new Map<string, number>();
  const known = new Set(nodeIds);
  const parents = groupBy(
    edges.filter(({ from }) => known.has(from)),
    ({ to }) => to,
  );
  let waiting = nodeIds;
  for (let layer = 0; waiting.length > 0; layer += 1) {
    const ready = waiting.filter((id) => (parents.get(id) ?? []).every(({ from }) => layers.has(from)));
    for (const id of ready.length > 0 ? ready : waiting) layers.set(id, layer);
    waiting = waiting.filter((id) => !layers.has(id));
  }
  return layers;
}
