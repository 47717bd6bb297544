import "@xyflow/react/dist/base.css";
import { type Edge, type EdgeProps, Handle, type Node, type NodeProps, Position, ReactFlow, useReactFlow } from "@xyflow/react";
import { Controls } from "@xyflow/react";
import { type ReactNode, memo, useEffect, useMemo, useRef } from "react";
import type { GraphLayout, PlacedEdge } from "../graph/layout-graph.js";
import { measures } from "../graph/measures.js";
import { EdgeLine } from "./edge-line.js";
import { useGraphMarks } from "./graph-context.js";
import { NodeCard } from "./node-card.js";

type FlowEdge = Edge<PlacedEdge>;

/** In a graph with more nodes than this, only visible nodes are drawn and none is animated, because the browser would drop frames. */
const mostMoving = 50;
const fitting = { padding: 0.04, maxZoom: 1, minZoom: 0.1 } as const;
const nodeTypes = { card: memo(Card) };
const edgeTypes = { line: memo(Line) };

type GraphFlowProps = {
  readonly layout: GraphLayout;
  /** Id of the node that the graph scrolls to. */
  readonly focusedId: string | undefined;
};

/**
 * Shows the graph as cards that the user can move. Nodes and edges depend on the layout alone. Each card reads the
 * progress of its own node, so an event renders this card and no other.
 */
export function GraphFlow({ layout, focusedId }: GraphFlowProps): ReactNode {
  const nodes = useMemo(() => layout.nodes.map(nodeOf), [layout]);
  const edges = useMemo(() => layout.edges.map(edgeOf), [layout]);
  const isLarge = nodes.length > mostMoving;
  const isMoved = useRef(false);
  useFitting(layout, focusedId, isMoved);
  return (
    <ReactFlow
      className={isLarge ? "still" : ""}
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      fitView
      fitViewOptions={fitting}
      minZoom={fitting.minZoom}
      maxZoom={1.5}
      onlyRenderVisibleElements={isLarge}
      onMoveStart={(event) => {
        if (event !== null) isMoved.current = true;
      }}
      nodesDraggable={false}
      nodesConnectable={false}
      nodesFocusable={false}
      edgesFocusable={false}
      elementsSelectable={false}
      disableKeyboardA11y
      zoomOnScroll={false}
      preventScrolling={false}
    >
      <ArrowHead />
      <Controls showInteractive={false} fitViewOptions={fitting} />
    </ReactFlow>
  );
}

/** Keeps the whole graph visible until the user moves it. Scrolls to the node that the search has found. */
function useFitting(layout: GraphLayout, focusedId: string | undefined, isMoved: { readonly current: boolean }): void {
  const { fitView, setCenter } = useReactFlow();
  useEffect(() => {
    if (!isMoved.current && layout.nodes.length > 0) void fitView(fitting);
  }, [layout, fitView, isMoved]);
  useEffect(() => {
    const node = layout.nodes.find(({ id }) => id === focusedId);
    if (node !== undefined) void setCenter(node.x + measures.nodeWidth / 2, node.y + measures.nodeHeight / 2, { zoom: 1 });
  }, [layout, focusedId, setCenter]);
}

function nodeOf({ id, x, y }: GraphLayout["nodes"][number]): Node {
  return { id, type: "card", position: { x, y }, width: measures.nodeWidth, height: measures.nodeHeight, data: {} };
}

function edgeOf(edge: PlacedEdge): FlowEdge {
  return { id: edge.key, type: "line", source: edge.from, target: edge.to, data: edge };
}

function Card({ id }: NodeProps): ReactNode {
  return (
    <>
      <Handle type="target" position={Position.Top} isConnectable={false} />
      <NodeCard id={id} />
      <Handle type="source" position={Position.Bottom} isConnectable={false} />
    </>
  );
}

function Line({ data }: EdgeProps<FlowEdge>): ReactNode {
  const { critical } = useGraphMarks();
  return data === undefined ? null : <EdgeLine edge={data} isCritical={critical.has(data.from) && critical.has(data.to)} />;
}

function ArrowHead(): ReactNode {
  return (
    <svg className="arrow-head" aria-hidden="true">
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
    </svg>
  );
}
