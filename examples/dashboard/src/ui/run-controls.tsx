import type { ClientEvent } from "@dagwire/dag";
import { useRun } from "@dagwire/dag/react";
import type { ReactNode } from "react";
import { hasEnded } from "../run/phases.js";
import { useSend } from "../run/run-context.js";

/** Shows the buttons that pause, resume and cancel the run. */
export function RunControls(): ReactNode {
  const run = useRun();
  if (hasEnded(run)) return null;
  return (
    <div className="controls" role="group" aria-label="Run">
      {run.phase === "paused" ? (
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
  const send = useSend();
  const isKnown = useRun().phase !== "unknown";
  return (
    <button
      type="button"
      className={isDangerous ? "danger" : undefined}
      disabled={!isKnown}
      onClick={() => {
        send(event);
      }}
    >
      {children}
    </button>
  );
}
