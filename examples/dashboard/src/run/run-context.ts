import { createContext, useContext, useMemo } from "react";
import type { ClientEvent } from "@dagwire/dag";
import { type Hooks, useDAGStream } from "@dagwire/dag/react";
import { sessionOutbox } from "@dagwire/runtime/client";

/** A run that is watched: its connection, and ways to act on it. */
export type WatchedRun = ReturnType<Hooks["useDAGStream"]> & { readonly runId: string };

/** Connects to a run of the server that the page came from. Decisions that were not sent yet survive a reload. */
export function useWatchedRun(runId: string): WatchedRun {
  const outbox = useMemo(() => ({ storage: sessionOutbox(`dagwire:${runId}`) }), [runId]);
  return { ...useDAGStream(runId, undefined, { outbox }), runId };
}

/** The run that the components below show. */
export const RunContext = createContext<WatchedRun | undefined>(undefined);

/** The run. */
export function useRunHandle(): WatchedRun {
  const run = useContext(RunContext);
  if (run === undefined) throw new Error("no run: wrap the component in RunContext");
  return run;
}

/** True while what is shown is what is. */
export function useIsLive(): boolean {
  return useRunHandle().status.phase === "live";
}

/** Sends an event; how it went shows in the run's commands. */
export function useSend(): (event: ClientEvent) => void {
  const { send } = useRunHandle();
  return (event) => void send(event).catch(() => undefined);
}
