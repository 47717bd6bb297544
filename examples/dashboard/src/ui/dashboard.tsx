import { type ReactNode, useCallback, useState } from "react";
import { useLink, useRun } from "../hooks/session-context.js";
import { isTerminal } from "../store/run-state.js";
import { ConnectionBanner } from "./connection-banner.js";
import { defaultNodeId } from "./default-node.js";
import { ErrorList } from "./error-list.js";
import { EventCounter } from "./event-counter.js";
import { GateList } from "./gate-list.js";
import { GraphView } from "./graph-view.js";
import { NodePanel } from "./node-panel.js";
import { RunHeader } from "./run-header.js";

/** A run as it happens: header, graph, and beside it what waits for a person and the node in question. */
export function Dashboard({ onReconnect }: { readonly onReconnect: () => void }): ReactNode {
  const [chosenId, setChosenId] = useState<string>();
  const isChosen = useRun(({ nodes }) => chosenId !== undefined && nodes.has(chosenId));
  const followedId = useRun(defaultNodeId);
  const selectedId = isChosen ? chosenId : followedId;
  const isLive = useLink(({ status }) => status.phase === "live");
  // What is over does not go stale.
  const isOver = useRun(({ info }) => isTerminal(info.phase));
  const follow = useCallback(() => {
    setChosenId(undefined);
  }, []);
  return (
    <div className="dashboard" data-stale={!isLive && !isOver}>
      <ConnectionBanner onReconnect={onReconnect} />
      <RunHeader />
      <main className="columns">
        <GraphView selectedId={selectedId} onSelect={setChosenId} />
        <aside className="side" aria-label="Details">
          <GateList />
          <ErrorList />
          {selectedId !== undefined && <NodePanel key={selectedId} nodeId={selectedId} onFollow={isChosen ? follow : undefined} />}
        </aside>
      </main>
      <EventCounter />
    </div>
  );
}
