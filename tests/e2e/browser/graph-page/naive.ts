import type { ServerEvent } from "@dagwire/dag";
import { type Edge, type Node, ReactFlow } from "@xyflow/react";
import "@xyflow/react/dist/style.css";
import { type ReactNode, createElement, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";

// The graph in the most common form: all nodes in one state, with a new array for each event.

const columns = 10;

function NaiveGraph({ count }: { readonly count: number }): ReactNode {
  const [nodes, setNodes] = useState(() => Array.from({ length: count }, (_none, index) => nodeOf(index)));
  useEffect(() => {
    const socket = new WebSocket("/api/dags/run-1/stream");
    socket.addEventListener("message", ({ data }) => {
      const event = JSON.parse(String(data)) as ServerEvent;
      if (event.type !== "node_state") return;
      const label = `${event.node_id} ${event.status} ${event.metrics?.cpu_ms ?? ""}`;
      setNodes((before) => before.map((node) => (node.id === event.node_id ? { ...node, data: { label } } : node)));
    });
    return () => socket.close();
  }, []);
  return createElement(ReactFlow, { nodes, edges: edgesOf(count), fitView: true, minZoom: 0.1 });
}

function nodeOf(index: number): Node {
  const position = { x: (index % columns) * 230, y: Math.floor(index / columns) * 130 };
  return { id: `n${index}`, position, data: { label: `n${index}` }, width: 208, height: 88 };
}

/** A literal as components often contain it: a new object at each render. */
function edgesOf(count: number): Edge[] {
  return Array.from({ length: count }, (_none, index) => index)
    .filter((index) => index >= columns)
    .map((index) => ({ id: `e${index}`, source: `n${index - columns}`, target: `n${index}` }));
}

const root = document.querySelector<HTMLElement>("#root");
if (root !== null) {
  root.style.cssText = "width: 1280px; height: 800px";
  createRoot(root).render(createElement(NaiveGraph, { count: Number(new URLSearchParams(location.search).get("nodes")) }));
}
