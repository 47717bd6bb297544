import { type ReactNode, memo } from "react";
import { useGraphShape } from "../run/graph-shape.js";
import { useNodeView } from "../run/node-view.js";
import { useRead } from "../run/use-read.js";
import { formatCost } from "./format.js";
import { NodeTime } from "./node-time.js";
import { StatusIcon } from "./status-icon.js";
import { statusText } from "./status-text.js";

type NodeTableProps = { readonly selectedId: string | undefined; readonly onSelect: (nodeId: string) => void };

const costPointers = ["/cost/nodes"];

/** Shows the nodes as a table, for users who cannot see the graph or want the figures in columns. */
export function NodeTable({ selectedId, onSelect }: NodeTableProps): ReactNode {
  const { nodeIds, edges } = useGraphShape();
  const hasCosts = useRead(costPointers, ({ read }) => Object.keys(read(["cost", "nodes"])).length > 0);
  return (
    <section className="node-table" aria-label="Nodes">
      <table>
        <thead>
          <tr>
            <th scope="col">Node</th>
            <th scope="col">Status</th>
            <th scope="col">After</th>
            <th scope="col">Time</th>
            {hasCosts && <th scope="col">Cost</th>}
          </tr>
        </thead>
        <tbody>
          {nodeIds.map((id) => (
            <NodeRow
              key={id}
              id={id}
              after={edges.flatMap(({ from, to }) => (to === id ? [from] : [])).join(", ")}
              hasCosts={hasCosts}
              isSelected={id === selectedId}
              onSelect={onSelect}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

type NodeRowProps = {
  readonly id: string;
  readonly after: string;
  readonly hasCosts: boolean;
  readonly isSelected: boolean;
  readonly onSelect: (nodeId: string) => void;
};

const NodeRow = memo(function NodeRow({ id, after, hasCosts, isSelected, onSelect }: NodeRowProps): ReactNode {
  const node = useNodeView(id);
  return (
    <tr data-status={node.status}>
      <th scope="row">
        <button
          type="button"
          className="quiet"
          aria-pressed={isSelected}
          onClick={() => {
            onSelect(id);
          }}
        >
          {node.definition.title ?? id}
        </button>
      </th>
      <td>
        <StatusIcon status={node.status} /> {statusText(node.status)}
      </td>
      <td>{after}</td>
      <td>
        <NodeTime node={node} />
      </td>
      {hasCosts && <td>{node.costUsd === undefined ? "" : formatCost(node.costUsd)}</td>}
    </tr>
  );
});
