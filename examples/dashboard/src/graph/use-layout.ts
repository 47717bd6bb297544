import { useEffect, useRef, useState } from "react";
import type { GraphShape } from "../run/graph-shape.js";
import type { GraphLayout } from "./layout-graph.js";

/** Returns the layout of a graph, which a worker computes. Until the worker has finished, returns the layout of the graph before. */
export function useLayout(shape: GraphShape): GraphLayout | undefined {
  const [layout, setLayout] = useState<GraphLayout>();
  const worker = useRef<Worker>(undefined);
  useEffect(() => {
    const layouter = new Worker(new URL("layout-worker.ts", import.meta.url), { type: "module" });
    layouter.addEventListener("message", ({ data }: MessageEvent<GraphLayout>) => {
      setLayout(data);
    });
    worker.current = layouter;
    return () => {
      layouter.terminate();
    };
  }, []);
  useEffect(() => {
    worker.current?.postMessage(shape);
  }, [shape]);
  return layout;
}
