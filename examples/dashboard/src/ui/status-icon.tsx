import { isKnownNodeStatus } from "@dagwire/dag";
import type { KnownNodeStatus, NodeStatus } from "@dagwire/dag";
import type { ReactNode } from "react";

/** The outline of each icon and the mark inside it, as SVG paths of 16 × 16. The shapes show the status without colour, too. */
const shapes: Readonly<Record<KnownNodeStatus | "other", { readonly outline: string; readonly mark: string }>> = {
  pending: { outline: "M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13Z", mark: "" },
  queued: { outline: "M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13Z", mark: "M8 4.5V8l2.5 1.5" },
  running: { outline: "M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13Z", mark: "M6.5 5v6l4.5-3Z" },
  waiting: { outline: "M8 .8 15.2 8 8 15.2.8 8Z", mark: "M8 4.6v4M8 10.9v.4" },
  paused: { outline: "M3.5 1.5h9a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-9a2 2 0 0 1-2-2v-9a2 2 0 0 1 2-2Z", mark: "M6 5v6M10 5v6" },
  retrying: { outline: "M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13Z", mark: "M10.8 6.3A3.3 3.3 0 1 0 11.3 8M11 4v2.5H8.6" },
  completed: { outline: "M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13Z", mark: "M4.9 8.2l2.2 2.2 4-4.4" },
  failed: { outline: "M5.2 1.2h5.6l4 4v5.6l-4 4H5.2l-4-4V5.2Z", mark: "M5.5 5.5l5 5M10.5 5.5l-5 5" },
  skipped: { outline: "M3.5 1.5h9a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-9a2 2 0 0 1-2-2v-9a2 2 0 0 1 2-2Z", mark: "M4.5 5l3 3-3 3M8.5 5l3 3-3 3" },
  other: { outline: "M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13Z", mark: "M5 8h.4M8 8h.4M11 8h.4" },
  cancelled: { outline: "M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13Z", mark: "M3.6 12.4 12.4 3.6" },
};

/** Shows the icon of a node's status. Screen readers skip it, because the status stands beside it in words. */
export function StatusIcon({ status }: { readonly status: NodeStatus }): ReactNode {
  const { outline, mark } = shapes[isKnownNodeStatus(status) ? status : "other"];
  return (
    <svg className="status-icon" viewBox="0 0 16 16" width="18" height="18" aria-hidden="true">
      <path className="status-outline" d={outline} />
      <path className="status-mark" d={mark} />
    </svg>
  );
}
