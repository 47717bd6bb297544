import { type ReactNode, useSyncExternalStore } from "react";
import { SessionContext } from "../hooks/session-context.js";
import type { SessionKeeper } from "../session/session-keeper.js";
import { Dashboard } from "./dashboard.js";

/** The page: shows the run that the keeper has found. */
export function App({ keeper }: { readonly keeper: SessionKeeper }): ReactNode {
  const session = useSyncExternalStore(keeper.subscribe, keeper.getSession);
  if (session === undefined) {
    return (
      <main className="empty" role="status">
        Waiting for the server to list a run …
      </main>
    );
  }
  return (
    <SessionContext value={session}>
      <Dashboard key={session.runId} onReconnect={keeper.reconnect} />
    </SessionContext>
  );
}
