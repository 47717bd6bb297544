import type { ConnectionStatus } from "@dagwire/runtime/client";
import type { ReactNode } from "react";
import { useLink } from "../hooks/session-context.js";
import { useNow } from "../hooks/use-now.js";

/** Says that the connection is lost, and what happens next. Takes no room while it stands. */
export function ConnectionBanner({ onReconnect }: { readonly onReconnect: () => void }): ReactNode {
  const status = useLink((link) => link.status);
  return (
    <div role="status" className="banner-slot">
      {isTrouble(status) && (
        <p className="banner" data-phase={status.phase}>
          <BannerText status={status} />
          {status.phase === "closed" && (
            <button type="button" onClick={onReconnect}>
              Connect again
            </button>
          )}
        </p>
      )}
    </div>
  );
}

/** The first dial is no trouble yet. */
function isTrouble(status: ConnectionStatus): boolean {
  return status.phase !== "live" && status.phase !== "idle" && !(status.phase === "connecting" && status.failures === 0);
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
      return <strong>This page is too old for the engine, or too new. Load it again.</strong>;
    case "backoff":
      return (
        <>
          <strong>Connection lost.</strong> <NextTry /> Try {status.attempt + 1}.
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

function NextTry(): ReactNode {
  const retryAt = useLink((link) => link.retryAt) ?? 0;
  const seconds = Math.max(0, Math.ceil((retryAt - useNow(true)) / 1_000));
  return <span>Next try {seconds === 0 ? "now" : `in ${seconds} s`}.</span>;
}
