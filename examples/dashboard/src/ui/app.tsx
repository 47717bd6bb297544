import { DAGStreamProvider } from "@dagwire/dag/react";
import type { ReactNode } from "react";
import { RunContext, useWatchedRun } from "../run/run-context.js";
import { type RunEntry, runIdFromAddress, useRunList } from "../run/run-list.js";
import { useReplay } from "../run/use-replay.js";
import { Dashboard } from "./dashboard.js";

/** The page. Shows the run that the address names, else the newest. */
export function App({ address }: { readonly address: URL }): ReactNode {
  const runs = useRunList();
  const runId = runIdFromAddress(address) ?? runs[0]?.id;
  if (runId === undefined) {
    return (
      <main className="empty" role="status">
        Waiting for the server to list a run …
      </main>
    );
  }
  return <WatchedRun key={runId} runId={runId} runs={runs} />;
}

function WatchedRun({ runId, runs }: { readonly runId: string; readonly runs: readonly RunEntry[] }): ReactNode {
  const run = useWatchedRun(runId);
  const replay = useReplay(run.stream);
  return (
    <RunContext value={run}>
      <DAGStreamProvider stream={replay.stream}>
        <Dashboard runs={runs} replay={replay} />
      </DAGStreamProvider>
    </RunContext>
  );
}
