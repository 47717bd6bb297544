import { type ReactNode, useSyncExternalStore } from "react";
import type { Replay } from "../run/use-replay.js";

/** Lets the user choose an earlier state of the run, event by event, as far as this page has recorded the run. */
export function ReplayBar({ replay }: { readonly replay: Replay }): ReactNode {
  const { recorder, position, seek } = replay;
  const length = useSyncExternalStore(recorder.subscribe, recorder.getLength);
  if (length === 0) return null;
  const event = position === undefined ? undefined : recorder.eventAt(position);
  return (
    <div className="replay" data-replaying={position !== undefined}>
      <label>
        <span className="visually-hidden">Events back</span>
        <input
          type="range"
          aria-label="Place in the run, by events"
          min={0}
          max={length}
          value={position ?? length}
          onChange={({ target: { valueAsNumber } }) => {
            seek(valueAsNumber);
          }}
        />
      </label>
      {position === undefined ? (
        <span className="muted">as it is</span>
      ) : (
        <>
          <span data-testid="replay">
            after event {position} of {length}
            {event === undefined ? "" : `: ${event.type}`}
          </span>
          <button
            type="button"
            onClick={() => {
              seek(undefined);
            }}
          >
            Back to now
          </button>
        </>
      )}
    </div>
  );
}
