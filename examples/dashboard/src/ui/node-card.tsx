import { type ReactNode, memo } from "react";
import { type NodeView, useNodeView } from "../run/node-view.js";
import { formatCost } from "./format.js";
import { useGraphMarks } from "./graph-context.js";
import { NodeTime } from "./node-time.js";
import { StatusIcon } from "./status-icon.js";
import { statusText } from "./status-text.js";

/** Shows a node as a card in the graph. Renders again only if this node or the marks of the graph change. */
export const NodeCard = memo(function NodeCard({ id }: { readonly id: string }): ReactNode {
  const node = useNodeView(id);
  const { selectedId, onSelect, found, critical } = useGraphMarks();
  return (
    <button
      type="button"
      className="node nopan"
      data-status={node.status}
      data-node={id}
      data-critical={critical.has(id)}
      data-found={found?.has(id)}
      aria-pressed={id === selectedId}
      title={node.definition.summary ?? id}
      onClick={() => {
        onSelect(id);
      }}
    >
      <span className="node-title">
        <StatusIcon status={node.status} />
        <span>{node.definition.title ?? id}</span>
      </span>
      <span className="node-status">
        {statusText(node.status)} <Attempts node={node} />
      </span>
      <span className="node-figures">
        <NodeTime node={node} />
        <span>{node.costUsd === undefined ? "" : formatCost(node.costUsd)}</span>
      </span>
      <CardProgress node={node} />
    </button>
  );
});

function Attempts({ node }: { readonly node: NodeView }): ReactNode {
  const attempts = node.metrics?.attempts ?? node.attempt ?? 0;
  const { max_attempts: most = 1 } = node.definition;
  return attempts > 1 ? `· try ${attempts}${most > 1 ? ` of ${most}` : ""}` : null;
}

function CardProgress({ node }: { readonly node: NodeView }): ReactNode {
  const { progress, status } = node;
  if (progress?.total === undefined || status !== "running") return null;
  return <progress aria-label={`Progress of ${node.id}`} value={progress.current} max={progress.total || 1} />;
}
