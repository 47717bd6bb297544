import { useEdge, useNode } from "@dagwire/dag/react";
import { type ReactNode, memo } from "react";
import type { PlacedEdge } from "../graph/layout-graph.js";
import { isFinal } from "../run/phases.js";

type EdgeLineProps = { readonly edge: PlacedEdge; readonly isCritical: boolean };

/** Draws an edge. It is pale until data has passed along the edge, and animated from then until the node at its end has ended. */
export const EdgeLine = memo(function EdgeLine({ edge, isCritical }: EdgeLineProps): ReactNode {
  const hasFlowed = useEdge(edge.from, edge.to) !== undefined;
  const target = useNode(edge.to);
  const flow = hasFlowed ? (isFinal(target?.status ?? "pending") ? "done" : "active") : "idle";
  return (
    <g className="edge" data-flow={flow} data-critical={isCritical} data-edge={`${edge.from} → ${edge.to}`}>
      <path d={edge.path} markerEnd="url(#arrow)" />
      {edge.label !== undefined && (
        <text x={edge.middle.x + 6} y={edge.middle.y}>
          {edge.label}
        </text>
      )}
    </g>
  );
});
