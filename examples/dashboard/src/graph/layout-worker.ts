import type { GraphShape } from "../run/graph-shape.js";
import { layoutGraph } from "./layout-graph.js";

// Runs beside the page, so that a layout never delays events that arrive. Requests are answered in order.
self.addEventListener("message", ({ data }: MessageEvent<GraphShape>) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker answers only its own page
  self.postMessage(layoutGraph(data));
});
