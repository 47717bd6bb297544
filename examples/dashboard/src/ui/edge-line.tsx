import { type ReactNode, memo } from "react";
import type { PlacedEdge } from "../graph/layout-graph.js";
import { useRun } from "../hooks/session-context.js";
import { type RunState, isFinal } from "../store/run-state.js";

/** An edge: dull until data flows along it, moving while the node at its end works with it. */
export const EdgeLine = memo(function EdgeLine({ edge }: { readonly edge: PlacedEdge }): ReactNode {
  const flow = useRun((run) => flowOf(run, edge));
  return (
    <g className="edge" data-flow={flow} data-edge={`${edge.from} → ${edge.to}`}>
      <path d={edge.path} markerEnd="url(#arrow)" />
      {edge.label !== undefined && (
        <text x={edge.middle.x + 6} y={edge.middle.y}>
          {edge.label}
        </text>
      )}
    </g>
  );
});

function flowOf({ activeEdges, nodes }: RunState, { key, to }: PlacedEdge): "idle" | "active" | "done" {
  if (!activeEdges.has(key)) return "idle";
  const target = nodes.get(to);
  return target !== undefined && isFinal(target.status) ? "done" : "active";
}
