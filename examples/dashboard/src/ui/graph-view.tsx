import { ReactFlowProvider } from "@xyflow/react";
import { type ReactNode, useMemo, useState } from "react";
import { useLayout } from "../graph/use-layout.js";
import { criticalPath } from "../run/critical-path.js";
import { findNodes } from "../run/find-nodes.js";
import { type GraphShape, useGraphShape } from "../run/graph-shape.js";
import { useNodeParts } from "../run/use-read.js";
import { GraphContext, type GraphMarks } from "./graph-context.js";
import { GraphFlow } from "./graph-flow.js";
import { GraphOverview } from "./graph-overview.js";
import { GraphTools } from "./graph-tools.js";

/** The largest number of nodes that the graph shows as cards. More cards would be too small to read. */
const mostCards = 300;

type GraphViewProps = { readonly selectedId: string | undefined; readonly onSelect: (nodeId: string) => void };

/** Shows the graph, ordered by dependency from the top down, and marks the nodes that the search has found. */
export function GraphView({ selectedId, onSelect }: GraphViewProps): ReactNode {
  const shape = useGraphShape();
  const [words, setWords] = useState("");
  const [isCriticalShown, setIsCriticalShown] = useState(false);
  const [focus, setFocus] = useState(-1);
  const found = useFound(words);
  const critical = useCriticalPath(isCriticalShown);
  const foundIds = useMemo(() => shape.nodeIds.filter((id) => found?.has(id)), [shape, found]);
  const marks = useMemo((): GraphMarks => ({ selectedId, onSelect, found, critical }), [selectedId, onSelect, found, critical]);
  const goToNext = (): void => {
    const next = (focus + 1) % Math.max(1, foundIds.length);
    setFocus(next);
    const id = foundIds[next];
    if (id !== undefined) onSelect(id);
  };
  return (
    <section className="graph" aria-label="Graph">
      <GraphTools
        words={words}
        onWords={(next) => {
          setWords(next);
          setFocus(-1);
        }}
        foundCount={found === undefined ? undefined : foundIds.length}
        onNext={goToNext}
        isCriticalShown={isCriticalShown}
        onCritical={setIsCriticalShown}
      />
      <GraphContext value={marks}>
        {shape.nodeIds.length > mostCards ? <GraphOverview shape={shape} /> : <Cards shape={shape} focusedId={foundIds[focus]} />}
      </GraphContext>
    </section>
  );
}

function Cards({ shape, focusedId }: { readonly shape: GraphShape; readonly focusedId: string | undefined }): ReactNode {
  const layout = useLayout(shape);
  if (shape.nodeIds.length === 0) return <p className="empty">Nothing has happened yet.</p>;
  if (layout === undefined || layout.nodes.length === 0) return <p className="empty">The graph is being laid out …</p>;
  return (
    <ReactFlowProvider>
      <GraphFlow layout={layout} focusedId={focusedId} />
    </ReactFlowProvider>
  );
}

function useFound(words: string): ReadonlySet<string> | undefined {
  const ids = useNodeParts((parts) => (words.trim() === "" ? "" : JSON.stringify(findNodes(parts, words))));
  return useMemo(() => (ids === "" ? undefined : new Set(JSON.parse(ids) as string[])), [ids]);
}

function useCriticalPath(isShown: boolean): ReadonlySet<string> {
  const ids = useNodeParts((parts) => (isShown ? JSON.stringify(criticalPath(parts)) : "[]"));
  return useMemo(() => new Set(JSON.parse(ids) as string[]), [ids]);
}
