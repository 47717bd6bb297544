import { useCost, useGraph, useStreamAt } from "@dagwire/dag/react";
import { type ReactNode, useMemo } from "react";
import { useNow } from "../hooks/use-now.js";
import { useIsLive } from "../run/run-context.js";
import { type Span, spansOf } from "../run/spans.js";
import { formatDuration } from "./format.js";
import { statusText } from "./status-text.js";

type TimelineProps = { readonly selectedId: string | undefined; readonly onSelect: (nodeId: string) => void };

const rowHeight = 28;
const labelWidth = 190;
const chartWidth = 640;
/** The smallest width of a bar, because a shorter bar would be invisible. */
const minBarWidth = 3;

/** Shows on one time scale when each node ran. */
export function Timeline({ selectedId, onSelect }: TimelineProps): ReactNode {
  const [graph, nodes, cost] = [useGraph(), useStreamAt(["nodes"]), useCost()];
  const spans = useMemo(() => spansOf({ graph, nodes, cost }), [graph, nodes, cost]);
  const isLive = useIsLive();
  const isGoingOn = spans.some(({ endMs }) => endMs === undefined);
  const now = useNow(isLive && isGoingOn);
  if (spans.length === 0) return <p className="empty">Nothing has started yet.</p>;
  const startMs = Math.min(...spans.map((span) => span.startMs));
  const endMs = Math.max(...spans.map((span) => span.endMs ?? now), startMs + 1);
  const x = (ms: number): number => labelWidth + ((Math.max(startMs, ms) - startMs) / (endMs - startMs)) * chartWidth;
  return (
    <section className="timeline" aria-label="Timeline">
      <svg viewBox={`0 0 ${labelWidth + chartWidth + 80} ${(spans.length + 1) * rowHeight}`} role="list">
        {spans.map((span, row) => (
          <Bar
            key={span.id}
            span={span}
            y={row * rowHeight}
            from={x(span.startMs)}
            to={x(span.endMs ?? now)}
            lengthMs={Math.max(0, (span.endMs ?? now) - span.startMs)}
            isSelected={span.id === selectedId}
            onSelect={onSelect}
          />
        ))}
        <text className="axis" x={labelWidth} y={(spans.length + 0.7) * rowHeight}>
          0
        </text>
        <text className="axis" x={labelWidth + chartWidth} y={(spans.length + 0.7) * rowHeight} textAnchor="end">
          {formatDuration(endMs - startMs)}
        </text>
      </svg>
    </section>
  );
}

type BarProps = {
  readonly span: Span;
  readonly y: number;
  readonly from: number;
  readonly to: number;
  readonly lengthMs: number;
  readonly isSelected: boolean;
  readonly onSelect: (nodeId: string) => void;
};

function Bar({ span, y, from, to, lengthMs, isSelected, onSelect }: BarProps): ReactNode {
  const { id, title, status, attempts } = span;
  const tries = attempts > 1 ? `, try ${attempts}` : "";
  return (
    <g
      role="listitem"
      className="span"
      data-status={status}
      data-selected={isSelected}
      onClick={() => {
        onSelect(id);
      }}
    >
      <title>{`${title}: ${statusText(status)}${tries}, ${formatDuration(lengthMs)}`}</title>
      <text x={labelWidth - 8} y={y + rowHeight * 0.65} textAnchor="end">
        {title.length > 26 ? `${title.slice(0, 25)}…` : title}
      </text>
      <rect x={from} y={y + 5} width={Math.max(minBarWidth, to - from)} height={rowHeight - 10} rx={3} />
      <text className="axis" x={Math.max(from + minBarWidth, to) + 6} y={y + rowHeight * 0.65}>
        {formatDuration(lengthMs)}
      </text>
    </g>
  );
}
