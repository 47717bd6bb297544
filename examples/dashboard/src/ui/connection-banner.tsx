import type { ConnectionStatus, StreamLoss } from "@dagwire/runtime/client";
import type { ReactNode } from "react";
import { useNow } from "../hooks/use-now.js";
import { useRunHandle } from "../run/run-context.js";
import { ReloadButton } from "./reload-button.js";

/** Says that the connection is lost, and what happens next. Takes no space while the page is connected. */
export function ConnectionBanner(): ReactNode {
  const { status, end, loss, stream } = useRunHandle();
  const isClosed = status.phase === "closed" || isGone(end);
  return (
    <div role="status" className="banner-slot">
      {(isTrouble(status) || isGone(end)) && !hasLeft(loss) && (
        <p className="banner" data-phase={isGone(end) ? "closed" : status.phase}>
          {end !== undefined && isGone(end) ? <EndText {...end} /> : <BannerText status={status} />}
          {status.phase === "incompatible" ? (
            <ReloadButton />
          ) : (
            (isClosed || status.phase === "backoff" || status.phase === "offline") && (
              <button type="button" onClick={stream.reconnect}>
                {isClosed ? "Connect again" : "Try now"}
              </button>
            )
          )}
        </p>
      )}
    </div>
  );
}

/** Returns true if the page could not read a state. The banner about losses reports this. */
function hasLeft(loss: StreamLoss | undefined): boolean {
  return loss !== undefined && loss.states > 0;
}

/** Returns true if the stream was closed or refused before the client had read its last event. */
function isGone(end: { readonly code: number } | undefined): boolean {
  return end !== undefined && end.code !== 1000;
}

function EndText({ code, reason }: { readonly code: number; readonly reason: string }): ReactNode {
  return (
    <>
      <strong>The server does not have this run</strong> ({code}
      {reason === "" ? "" : `: ${reason}`}).
    </>
  );
}

/** Returns true if the page has lost its connection. Returns false during the first dial. */
function isTrouble(status: ConnectionStatus): boolean {
  if (status.phase === "live" || status.phase === "idle") return false;
  return !((status.phase === "connecting" || status.phase === "syncing") && status.failures === 0);
}

function BannerText({ status }: { readonly status: ConnectionStatus }): ReactNode {
  switch (status.phase) {
    case "idle":
    case "live":
      return null;
    case "connecting":
      return <strong>Connecting again …</strong>;
    case "syncing":
      return <strong>Catching up …</strong>;
    case "stale":
      return <strong>The engine has not been heard for a while.</strong>;
    case "incompatible":
      return <strong>This page is too old for the engine, or too new.</strong>;
    case "backoff":
      return (
        <>
          <strong>Connection lost.</strong> <NextTry retryAtMs={status.retryAtMs} /> Try {status.attempt + 1}.
        </>
      );
    case "offline":
      return <strong>This device is offline. The page connects again when the network is back.</strong>;
    case "closed":
      return (
        <>
          <strong>Connection closed</strong> ({status.code}
          {status.reason === "" ? "" : `: ${status.reason}`}).
        </>
      );
  }
}

function NextTry({ retryAtMs }: { readonly retryAtMs: number }): ReactNode {
  // The client's clock counts from the time when the page was loaded.
  const waitMs = performance.timeOrigin + retryAtMs - useNow(true);
  const seconds = Math.max(0, Math.ceil(waitMs / 1_000));
  return <span>Next try {seconds === 0 ? "now" : `in ${seconds} s`}.</span>;
}
