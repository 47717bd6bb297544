import { useRun } from "@dagwire/dag/react";
import { type ReactNode, useCallback, useState } from "react";
import { useIsNode } from "../run/node-view.js";
import { hasEnded } from "../run/phases.js";
import { useIsLive } from "../run/run-context.js";
import { useNodeParts } from "../run/use-read.js";
import type { RunEntry } from "../run/run-list.js";
import type { Replay } from "../run/use-replay.js";
import { ConnectionBanner } from "./connection-banner.js";
import { defaultNodeId } from "./default-node.js";
import { ErrorList } from "./error-list.js";
import { EventCounter } from "./event-counter.js";
import { EventLog } from "./event-log.js";
import { GateList } from "./gate-list.js";
import { GraphView } from "./graph-view.js";
import { LossBanner } from "./loss-banner.js";
import { NodePanel } from "./node-panel.js";
import { NodeTable } from "./node-table.js";
import { ReplayBar } from "./replay-bar.js";
import { RunHeader } from "./run-header.js";
import { RunList } from "./run-list.js";
import { phaseText } from "./status-text.js";
import { Timeline } from "./timeline.js";
import { ViewTabs, type ViewName } from "./view-tabs.js";

type DashboardProps = { readonly runs: readonly RunEntry[]; readonly replay: Replay };

/** Shows a run while it happens: the header, the nodes in the chosen view, and beside them the gates that wait for a decision. */
export function Dashboard({ runs, replay }: DashboardProps): ReactNode {
  const [view, setView] = useState<ViewName>("graph");
  const [chosenId, setChosenId] = useState<string>();
  const isChosen = useIsNode(chosenId);
  const followedId = useNodeParts(defaultNodeId);
  const selectedId = isChosen ? chosenId : followedId;
  const isLive = useIsLive();
  // A run that has ended does not change, so the page need not say that it is out of date.
  const isOver = hasEnded(useRun());
  const follow = useCallback(() => {
    setChosenId(undefined);
  }, []);
  const views: Readonly<Record<ViewName, ReactNode>> = {
    graph: <GraphView selectedId={selectedId} onSelect={setChosenId} />,
    timeline: <Timeline selectedId={selectedId} onSelect={setChosenId} />,
    table: <NodeTable selectedId={selectedId} onSelect={setChosenId} />,
    events: <EventLog />,
  };
  return (
    <div className="dashboard" data-stale={!isLive && !isOver}>
      <ConnectionBanner />
      <LossBanner />
      <RunHeader />
      <RunEnd />
      <main className="columns">
        <div className="views">
          <ViewTabs chosen={view} onChoose={setView} />
          <ReplayBar replay={replay} />
          {views[view]}
        </div>
        <aside className="side" aria-label="Details">
          {replay.position === undefined && <GateList />}
          <ErrorList />
          {selectedId !== undefined && <NodePanel key={selectedId} nodeId={selectedId} onFollow={isChosen ? follow : undefined} />}
          <RunList runs={runs} />
        </aside>
      </main>
      <EventCounter />
    </div>
  );
}

/** Text that a screen reader reads once, when the run ends. */
function RunEnd(): ReactNode {
  const run = useRun();
  return (
    <p role="status" className="visually-hidden" data-testid="run-end">
      {hasEnded(run) ? `The run is over: ${phaseText(run.phase).toLowerCase()}.` : ""}
    </p>
  );
}
