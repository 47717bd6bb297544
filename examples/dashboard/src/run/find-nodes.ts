import { nodeIds, nodeView } from "./node-view.js";
import type { NodeParts } from "./use-read.js";

/** Returns the nodes whose id, title and status together contain all the words. */
export function findNodes(state: NodeParts, words: string): readonly string[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return nodeIds(state).filter((id) => {
    const { definition, status } = nodeView(state, id);
    const text = `${id} ${definition.title ?? ""} ${status}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
