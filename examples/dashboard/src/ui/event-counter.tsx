import type { ReactNode } from "react";
import { useLink } from "../hooks/session-context.js";
import { formatCount } from "./format.js";

/** How many events came, and how many of them this page did not understand. */
export function EventCounter(): ReactNode {
  const { events, unknown, invalid } = useLink((link) => link);
  const unknownCount = [...unknown.values()].reduce((sum, count) => sum + count, 0);
  const tags = [...unknown].map(([tag, count]) => `${tag} × ${count}`).join(", ");
  return (
    <footer className="counter">
      <span data-testid="event-count">{formatCount(events)} events</span>
      {unknownCount > 0 && (
        <span className="warning" title="The server speaks a newer protocol than this page">
          {formatCount(unknownCount)} of unknown type: {tags}
        </span>
      )}
      {invalid > 0 && <span className="warning">{formatCount(invalid)} invalid</span>}
    </footer>
  );
}
