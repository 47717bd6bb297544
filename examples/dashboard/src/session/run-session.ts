import { type ClientEvent, clientEvents, serverEvents } from "@dagwire/dag";
import { type ConnectionStatus, connect } from "@dagwire/runtime/client";
import { countUnknown } from "../store/link-state.js";
import { RunStore } from "../store/run-store.js";
import { nextFrame } from "./next-frame.js";

/** One run, watched: its state, and a way to answer. */
export type RunSession = {
  readonly runId: string;
  readonly store: RunStore;
  /** Sends a command; whether that worked shows in the link's `sendError`. */
  readonly send: (event: ClientEvent) => void;
  readonly close: () => void;
};

/** Connects to a run of the server that the page came from. */
export function openRunSession(runId: string): RunSession {
  const store = new RunStore(nextFrame);
  const connection = connect({
    url: `/api/dags/${encodeURIComponent(runId)}/stream`,
    events: { server: serverEvents, client: clientEvents },
    onEvent: (event) => {
      store.apply(event);
    },
    onUnknown: (tag) => {
      store.updateLink((link) => countUnknown(link, tag));
    },
    onInvalid: () => {
      store.updateLink((link) => ({ ...link, invalid: link.invalid + 1 }));
    },
    onStatus: (status) => {
      if (status.phase === "live") awaitReplay(store);
      store.updateLink((link) => ({ ...link, status, retryAt: retryTime(status) }));
    },
  });
  const send = (event: ClientEvent): void => {
    connection.send(event).then(
      () => showSendError(store, undefined),
      (error: unknown) => showSendError(store, error instanceof Error ? error.message : String(error)),
    );
  };
  return { runId, store, send, close: connection.close };
}

/** The client's clock is `performance.now()`; the page shows times of day. */
function retryTime(status: ConnectionStatus): number | undefined {
  if (status.phase !== "backoff" && status.phase !== "offline") return undefined;
  return Date.now() + status.retryAtMs - performance.now();
}

/** How long the first event of a replay may take. */
const replayGraceMs = 2_000;

function awaitReplay(store: RunStore): void {
  store.expectReplay();
  setTimeout(() => {
    store.forgetUnlessReplayed();
  }, replayGraceMs);
}

function showSendError(store: RunStore, sendError: string | undefined): void {
  store.updateLink((link) => ({ ...link, sendError }));
}
