import type { ClientEvent } from "@dagwire/dag";
import type { ReactNode } from "react";
import { useLink, useRun, useSession } from "../hooks/session-context.js";
import { isTerminal } from "../store/run-state.js";

/** Pause, resume and cancel. */
export function RunControls(): ReactNode {
  const phase = useRun(({ info }) => info.phase);
  if (isTerminal(phase)) return null;
  return (
    <div className="controls" role="group" aria-label="Run">
      {phase === "paused" ? (
        <Command event={{ type: "resume_execution" }}>Resume</Command>
      ) : (
        <Command event={{ type: "pause_execution" }}>Pause</Command>
      )}
      <Command event={{ type: "cancel_execution" }} isDangerous>
        Cancel
      </Command>
    </div>
  );
}

type CommandProps = { readonly event: ClientEvent; readonly isDangerous?: boolean; readonly children: string };

function Command({ event, isDangerous = false, children }: CommandProps): ReactNode {
  const { send } = useSession();
  const isLive = useLink(({ status }) => status.phase === "live");
  const isKnown = useRun(({ info }) => info.phase !== "unknown");
  return (
    <button
      type="button"
      className={isDangerous ? "danger" : undefined}
      disabled={!isLive || !isKnown}
      onClick={() => {
        send(event);
      }}
    >
      {children}
    </button>
  );
}
