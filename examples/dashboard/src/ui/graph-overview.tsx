import type { NodeStatus } from "@dagwire/dag";
import { useStreamAt } from "@dagwire/dag/react";
import { type MouseEvent, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { drawOverview } from "../graph/draw-overview.js";
import { cellAt, placeOverview } from "../graph/place-overview.js";
import type { GraphShape } from "../run/graph-shape.js";
import { groupBy } from "../run/group-by.js";
import { useGraphMarks } from "./graph-context.js";
import { StatusIcon } from "./status-icon.js";
import { statusText } from "./status-text.js";

/** Shows a graph with too many nodes for cards: one mark for each, layer below layer. The canvas is drawn at most once a frame. */
export function GraphOverview({ shape }: { readonly shape: GraphShape }): ReactNode {
  const nodes = useStreamAt(["nodes"]);
  const { selectedId, onSelect, found, critical } = useGraphMarks();
  const canvas = useRef<HTMLCanvasElement>(null);
  const legend = useRef<HTMLUListElement>(null);
  const width = useWidth(canvas);
  const overview = useMemo(() => placeOverview(shape, width), [shape, width]);
  const statusOf = (id: string): NodeStatus => nodes[id]?.status ?? "pending";
  const counts = [...groupBy(shape.nodeIds, statusOf)].map(([status, ids]) => ({ status, count: ids.length }));
  useEffect(() => {
    if (canvas.current !== null && legend.current !== null)
      drawOverview(canvas.current, overview, { statusOf, colours: coloursOf(legend.current), selectedId, found, critical });
  });
  const under = (event: MouseEvent<HTMLCanvasElement>): string | undefined =>
    cellAt(overview, event.nativeEvent.offsetX, event.nativeEvent.offsetY)?.id;
  return (
    <div className="overview">
      <ul ref={legend} className="legend">
        {counts.map(({ status, count }) => (
          <li key={status} data-status={status}>
            <StatusIcon status={status} /> {count} {statusText(status)}
          </li>
        ))}
      </ul>
      <canvas
        ref={canvas}
        role="img"
        aria-label={`Overview of ${shape.nodeIds.length} nodes; the table lists them`}
        onClick={(event) => {
          const id = under(event);
          if (id !== undefined) onSelect(id);
        }}
        onMouseMove={(event) => {
          const id = under(event);
          event.currentTarget.title = id === undefined ? "" : `${id}: ${statusText(statusOf(id))}`;
        }}
      />
    </div>
  );
}

/** Reads the colours of the style sheet from the legend, because a canvas has no access to them. */
function coloursOf(legend: HTMLElement): ReadonlyMap<string, string> {
  const items = [...legend.querySelectorAll<HTMLElement>("[data-status]")];
  return new Map(items.map((item) => [item.dataset["status"] ?? "", getComputedStyle(item).color]));
}

const firstWidth = 800;

function useWidth(canvas: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(firstWidth);
  useEffect(() => {
    const box = canvas.current?.parentElement;
    if (box === null || box === undefined) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      setWidth(Math.floor(entry?.contentRect.width ?? firstWidth));
    });
    observer.observe(box);
    return () => {
      observer.disconnect();
    };
  }, [canvas]);
  return width;
}
