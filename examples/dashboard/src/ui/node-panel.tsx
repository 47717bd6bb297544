import type { ReactNode } from "react";
import { type NodeView, useNodeView } from "../run/node-view.js";
import { ArtifactList } from "./artifact-list.js";
import { DecisionNote } from "./decision-note.js";
import { formatCost, formatCount, formatDuration, formatValue } from "./format.js";
import { NodeLog } from "./node-log.js";
import { NodeTexts } from "./node-texts.js";
import { NodeTime } from "./node-time.js";
import { ProgressBar } from "./progress-bar.js";
import { StatusIcon } from "./status-icon.js";
import { statusText } from "./status-text.js";

type NodePanelProps = {
  readonly nodeId: string;
  /** Lets the panel choose its node by the course of the run again. Undefined while the panel already does. */
  readonly onFollow: (() => void) | undefined;
};

/** Shows one node: figures, the reason of a failure, input, output, artifacts and log. */
export function NodePanel({ nodeId, onFollow }: NodePanelProps): ReactNode {
  const node = useNodeView(nodeId);
  return (
    <section className="panel node-panel" aria-label={`Node ${nodeId}`} data-status={node.status} data-testid="node-panel">
      <header className="panel-header">
        <h2>
          <StatusIcon status={node.status} />
          {node.definition.title ?? nodeId}
        </h2>
        {onFollow !== undefined && (
          <button type="button" className="quiet" onClick={onFollow}>
            Follow the run
          </button>
        )}
      </header>
      {node.definition.summary !== undefined && <p className="muted">{node.definition.summary}</p>}
      <Figures node={node} />
      {node.progress !== undefined && <ProgressBar label={`Progress of ${nodeId}`} progress={node.progress} />}
      <Trouble node={node} />
      <DecisionNote nodeId={nodeId} />
      <ArtifactList artifacts={node.artifacts} />
      <Value name="Input" value={node.definition.config} />
      <Value name="Output" value={node.output} />
      <NodeTexts nodeId={nodeId} />
      <NodeLog nodeId={nodeId} />
    </section>
  );
}

function Figures({ node }: { readonly node: NodeView }): ReactNode {
  const { metrics = {}, costUsd, attempt } = node;
  const figures: readonly (readonly [string, ReactNode])[] = [
    ["Status", statusText(node.status)],
    ["Time", <NodeTime key="time" node={node} />],
    ["Attempts", metrics.attempts ?? attempt],
    ["Cost", costUsd === undefined ? undefined : formatCost(costUsd)],
    ["CPU", metrics.cpu_ms === undefined ? undefined : formatDuration(metrics.cpu_ms)],
    [
      "Tokens",
      metrics.tokens_in === undefined ? undefined : `${formatCount(metrics.tokens_in)} in, ${formatCount(metrics.tokens_out ?? 0)} out`,
    ],
  ];
  return (
    <dl className="figures">
      {figures.map(([name, value]) =>
        value === undefined ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

function Trouble({ node }: { readonly node: NodeView }): ReactNode {
  const { error, reason } = node;
  if (error !== undefined) return <p className="error-text">{error.message}</p>;
  return reason === undefined ? null : <p className="muted">{reason}</p>;
}

type ValueProps = { readonly name: string; readonly value: unknown };

function Value({ name, value }: ValueProps): ReactNode {
  if (value === undefined) return null;
  return (
    <details className="output">
      <summary>{name}</summary>
      <pre>{formatValue(value)}</pre>
    </details>
  );
}
