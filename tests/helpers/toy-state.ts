import type { StateChange } from "@dagwire/runtime";
import type { ServerEvent } from "./toy-dag.js";

/** The state of a toy run: the status of each node. */
export type Nodes = Readonly<Record<string, string>>;

/** The reducer of a toy run, in the form of generated code. */
export const toyState = {
  initial: (): Nodes => ({}),
  apply: (before: Nodes, events: readonly ServerEvent[]): StateChange<Nodes> => {
    const changed = events.flatMap((event) => (event.type === "node_state" ? [[event.node_id, event.status] as const] : []));
    return { state: { ...before, ...Object.fromEntries(changed) }, touched: changed.map(([id]) => `/${id}`) };
  },
};

/** The same for a run that ends with its node "end". */
export const endingState = {
  ...toyState,
  hasEnded: (state: Nodes): boolean => state["end"] !== undefined,
  isTerminal: (event: ServerEvent): boolean => event.type === "node_state" && event.node_id === "end",
};
