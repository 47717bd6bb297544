import type { ReactNode } from "react";
import { useNow } from "../hooks/use-now.js";
import type { NodeView } from "../run/node-view.js";
import { useIsLive } from "../run/run-context.js";
import { formatDuration } from "./format.js";

/** Shows how long a node has run. Counts up while it runs; afterwards shows the time that the engine measured. */
export function NodeTime({ node }: { readonly node: NodeView }): ReactNode {
  const isTicking = (node.status === "running" || node.status === "waiting") && node.statusSince !== undefined;
  const isLive = useIsLive();
  // Without a connection the page cannot know whether the node still runs, so the clock stops.
  const now = useNow(isTicking && isLive);
  const ms = isTicking ? Math.max(0, now - Date.parse(node.statusSince ?? "")) : node.metrics?.duration_ms;
  return <span className="node-time">{ms === undefined ? "" : formatDuration(ms)}</span>;
}
