import type { GraphShape } from "../run/graph-shape.js";
import { layoutGraph } from "./layout-graph.js";

// Lays graphs out in a worker, so that a layout never delays the events that the page receives. Answers requests in order.
self.addEventListener("message", ({ data }: MessageEvent<GraphShape>) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker answers only its own page
  self.postMessage(layoutGraph(data));
});
