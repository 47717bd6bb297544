import { createContext, useContext, useMemo } from "react";
import type { ClientEvent } from "@dagwire/dag";
import { type Hooks, useDAGStream } from "@dagwire/dag/react";
import { sessionOutbox } from "@dagwire/runtime/client";

/** A run that the page follows: its connection, and the functions that act on it. */
export type WatchedRun = ReturnType<Hooks["useDAGStream"]> & { readonly runId: string };

/** Connects to a run on the server that has served the page. Decisions that wait to be sent survive a reload of the page. */
export function useWatchedRun(runId: string): WatchedRun {
  const outbox = useMemo(() => ({ storage: sessionOutbox(`dagwire:${runId}`) }), [runId]);
  return { ...useDAGStream(runId, undefined, { outbox }), runId };
}

/** The run that the components inside show. */
export const RunContext = createContext<WatchedRun | undefined>(undefined);

/** Returns the run of the enclosing {@link RunContext}. */
export function useRunHandle(): WatchedRun {
  const run = useContext(RunContext);
  if (run === undefined) throw new Error("no run: wrap the component in RunContext");
  return run;
}

/** Returns true while the connection is live, so that the page shows the run as it is now. */
export function useIsLive(): boolean {
  return useRunHandle().status.phase === "live";
}

/** Returns a function that sends an event. The list of the run's commands shows its outcome. */
export function useSend(): (event: ClientEvent) => void {
  const { send } = useRunHandle();
  return (event) => void send(event).catch(() => undefined);
}
