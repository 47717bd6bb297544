import { type ReactNode, memo } from "react";
import { measures } from "../graph/place-slots.js";
import { type NodeView, useNodeView } from "../run/node-view.js";
import { formatCost } from "./format.js";
import { NodeTime } from "./node-time.js";
import { StatusIcon } from "./status-icon.js";
import { statusText } from "./status-text.js";

type NodeCardProps = {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly isSelected: boolean;
  readonly onSelect: (nodeId: string) => void;
};

/** A node in the graph. Renders when its own node changed, and at no other. */
export const NodeCard = memo(function NodeCard({ id, x, y, isSelected, onSelect }: NodeCardProps): ReactNode {
  const node = useNodeView(id);
  return (
    <li style={{ left: x, top: y, width: measures.nodeWidth, height: measures.nodeHeight }}>
      <button
        type="button"
        className="node"
        data-status={node.status}
        data-node={id}
        aria-pressed={isSelected}
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
          {statusText[node.status]} <Attempts node={node} />
        </span>
        <span className="node-figures">
          <NodeTime node={node} />
          <span>{node.costUsd === undefined ? "" : formatCost(node.costUsd)}</span>
        </span>
        <CardProgress node={node} />
      </button>
    </li>
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
