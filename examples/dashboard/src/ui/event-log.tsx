import type { DagTypes } from "@dagwire/dag";
import { useEvents } from "@dagwire/dag/react";
import type { ReceivedEvent } from "@dagwire/runtime/client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useMemo, useRef, useState } from "react";

const rowHeight = 26;

/** Shows the last events, newest first, with a filter. */
export function EventLog(): ReactNode {
  const events = useEvents();
  const [filter, setFilter] = useState("");
  const shown = useMemo(() => matching(events, filter), [events, filter]);
  return (
    <section className="event-log" aria-label="Events">
      <div className="event-tools">
        <label>
          Filter
          <input
            type="search"
            value={filter}
            placeholder="node_state, or any text in the event"
            onChange={(change) => {
              setFilter(change.target.value);
            }}
          />
        </label>
        <button
          type="button"
          disabled={shown.length === 0}
          onClick={() => {
            void navigator.clipboard.writeText(JSON.stringify(shown.map(({ event }) => event).toReversed(), undefined, 2));
          }}
        >
          Copy {shown.length} as JSON
        </button>
      </div>
      {shown.length === 0 ? (
        <p className="empty">{events.length === 0 ? "No event has come since the page was opened." : "No event matches."}</p>
      ) : (
        <EventRows events={shown} />
      )}
    </section>
  );
}

/** Returns the matching events, newest first. */
function matching(events: readonly ReceivedEvent<DagTypes>[], filter: string): readonly ReceivedEvent<DagTypes>[] {
  const wanted = filter.trim().toLowerCase();
  const matches = ({ event }: ReceivedEvent<DagTypes>): boolean => JSON.stringify(event).toLowerCase().includes(wanted);
  return (wanted === "" ? events : events.filter(matches)).toReversed();
}

function EventRows({ events }: { readonly events: readonly ReceivedEvent<DagTypes>[] }): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- its results stay in this component
  const rows = useVirtualizer({ count: events.length, getScrollElement: () => box.current, estimateSize: () => rowHeight, overscan: 12 });
  return (
    <div ref={box} className="event-rows" role="list" tabIndex={0} aria-label="Events, newest first">
      <div style={{ height: rows.getTotalSize(), position: "relative" }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const received = events[index];
          return received === undefined ? null : <EventRow key={received.number} received={received} top={start} />;
        })}
      </div>
    </div>
  );
}

function EventRow({ received, top }: { readonly received: ReceivedEvent<DagTypes>; readonly top: number }): ReactNode {
  const { number, event, receivedAtMs } = received;
  const { type, ...fields } = event;
  const text = JSON.stringify(fields);
  return (
    <div className="event-row" role="listitem" style={{ top, height: rowHeight }} title={text}>
      <span className="muted">{number}</span>
      <time dateTime={new Date(receivedAtMs).toISOString()}>{new Date(receivedAtMs).toLocaleTimeString("en-GB")}</time>
      <strong>{type}</strong>
      <code>{text}</code>
    </div>
  );
}
