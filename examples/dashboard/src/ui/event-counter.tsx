import { type ReactNode, useSyncExternalStore } from "react";
import { useRunHandle } from "../run/run-context.js";
import { FaultMenu } from "./fault-menu.js";
import { formatCount } from "./format.js";

/** Shows how many events have arrived, and how many of them this page did not understand. */
export function EventCounter(): ReactNode {
  const { stream, connection } = useRunHandle();
  const { events, unknown, invalid } = useSyncExternalStore(stream.store.subscribeEvents, stream.getReceived);
  const { roundTripMs } = connection;
  return (
    <footer className="counter">
      <span data-testid="event-count">{formatCount(events)} events</span>
      {roundTripMs !== undefined && <span>{Math.round(roundTripMs)} ms round trip</span>}
      {unknown > 0 && (
        <span className="warning" title="The server speaks a newer protocol than this page">
          {formatCount(unknown)} of unknown type
        </span>
      )}
      {invalid > 0 && <span className="warning">{formatCount(invalid)} invalid</span>}
      <FaultMenu />
    </footer>
  );
}
