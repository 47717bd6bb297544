import { createContext, useContext } from "react";

/** The nodes that the graph marks, by their ids. */
export type GraphMarks = {
  readonly selectedId: string | undefined;
  readonly onSelect: (nodeId: string) => void;
  /** The nodes that the search has found; undefined without a search. */
  readonly found: ReadonlySet<string> | undefined;
  readonly critical: ReadonlySet<string>;
};

const nothing: GraphMarks = { selectedId: undefined, onSelect: () => undefined, found: undefined, critical: new Set() };

/** The marks of a graph, for the cards and edges inside. */
export const GraphContext = createContext(nothing);

/** Returns the marks of the enclosing graph. */
export function useGraphMarks(): GraphMarks {
  return useContext(GraphContext);
}
