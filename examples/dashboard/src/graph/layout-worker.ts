import type { GraphShape } from "../run/graph-shape.js";
import { layoutGraph } from "./layout-graph.js";

// Runs beside the page: a layout never holds up what arrives meanwhile. Requests are answered in order.
self.addEventListener("message", ({ data }: MessageEvent<GraphShape>) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has but one page to answer
  self.postMessage(layoutGraph(data));
});
