import { type ReactNode, useMemo, useRef } from "react";
import { type GraphLayout, layoutGraph } from "../graph/layout-graph.js";
import { useWidth } from "../hooks/use-width.js";
import { useGraphShape } from "../run/graph-shape.js";
import { EdgeLine } from "./edge-line.js";
import { NodeCard } from "./node-card.js";

/** Smaller than this cannot be read: the graph scrolls instead. */
const minZoom = 0.65;

type GraphViewProps = { readonly selectedId: string | undefined; readonly onSelect: (nodeId: string) => void };

/** The graph, laid out by dependency from the top down. */
export function GraphView({ selectedId, onSelect }: GraphViewProps): ReactNode {
  const shape = useGraphShape();
  const layout = useMemo(() => layoutGraph(shape), [shape]);
  const box = useRef<HTMLElement>(null);
  const zoom = fitZoom(useWidth(box), layout.width);
  return (
    <section ref={box} className="graph" aria-label="Graph">
      {layout.nodes.length === 0 ? <p className="empty">Nothing has happened yet.</p> : null}
      <div className="graph-canvas" style={{ width: layout.width, height: layout.height, zoom }}>
        <Edges layout={layout} />
        <ul>
          {layout.nodes.map((node) => (
            <NodeCard key={node.id} {...node} isSelected={node.id === selectedId} onSelect={onSelect} />
          ))}
        </ul>
      </div>
    </section>
  );
}

function fitZoom(available: number | undefined, needed: number): number {
  if (available === undefined || needed === 0) return 1;
  return Math.max(minZoom, Math.min(1, available / needed));
}

function Edges({ layout }: { readonly layout: GraphLayout }): ReactNode {
  return (
    <svg width={layout.width} height={layout.height} aria-hidden="true">
      <defs>
        <marker
          id="arrow"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="10"
          markerHeight="10"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path d="M0 0.5 8 4 0 7.5Z" fill="context-stroke" />
        </marker>
      </defs>
      {layout.edges.map((edge) => (
        <EdgeLine key={edge.key} edge={edge} />
      ))}
    </svg>
  );
}
