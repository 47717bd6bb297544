import { createContext, useContext, useSyncExternalStore } from "react";
import type { RunSession } from "../session/run-session.js";
import type { LinkState } from "../store/link-state.js";
import type { RunState } from "../store/run-state.js";

/** The session that the components below show. */
export const SessionContext = createContext<RunSession | undefined>(undefined);

/** The session. */
export function useSession(): RunSession {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error("no session: wrap the component in SessionContext");
  return session;
}

/** One part of the run; the component renders when that part changes. `select` has to return the same object for the same state. */
export function useRun<T>(select: (run: RunState) => T): T {
  const { store } = useSession();
  return useSyncExternalStore(store.subscribe, () => select(store.getState().run));
}

/** One part of the connection's state, as {@link useRun}. */
export function useLink<T>(select: (link: LinkState) => T): T {
  const { store } = useSession();
  return useSyncExternalStore(store.subscribe, () => select(store.getState().link));
}
