import { createContext, useContext } from "react";

/** What is marked in the graph, by the ids of nodes. */
export type GraphMarks = {
  readonly selectedId: string | undefined;
  readonly onSelect: (nodeId: string) => void;
  /** What is searched for; undefined where nothing is. */
  readonly found: ReadonlySet<string> | undefined;
  readonly critical: ReadonlySet<string>;
};

const nothing: GraphMarks = { selectedId: undefined, onSelect: () => undefined, found: undefined, critical: new Set() };

/** The marks of the graph that a card or an edge stands in. */
export const GraphContext = createContext(nothing);

/** The marks. */
export function useGraphMarks(): GraphMarks {
  return useContext(GraphContext);
}
