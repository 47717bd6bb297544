import type { ReactNode } from "react";

/** The name of a view of a run's nodes or events. */
export type ViewName = "graph" | "timeline" | "table" | "events";

const views: readonly (readonly [ViewName, string])[] = [
  ["graph", "Graph"],
  ["timeline", "Timeline"],
  ["table", "Table"],
  ["events", "Events"],
];

type ViewTabsProps = { readonly chosen: ViewName; readonly onChoose: (view: ViewName) => void };

/** Shows the buttons that choose the view. */
export function ViewTabs({ chosen, onChoose }: ViewTabsProps): ReactNode {
  return (
    <div className="view-tabs" role="group" aria-label="View">
      {views.map(([name, text]) => (
        <button
          key={name}
          type="button"
          aria-pressed={name === chosen}
          onClick={() => {
            onChoose(name);
          }}
        >
          {text}
        </button>
      ))}
    </div>
  );
}
