import type { StateChange } from "@dagwire/runtime";
import type { ServerEvent } from "./toy-dag.js";

/** Status by node: what a toy run adds up to. */
export type Nodes = Readonly<Record<string, string>>;

/** The state of a toy run, as generated code would have it. */
export const toyState = {
  initial: (): Nodes => ({}),
  apply: (before: Nodes, events: readonly ServerEvent[]): StateChange<Nodes> => {
    const changed = events.flatMap((event) => (event.type === "node_state" ? [[event.node_id, event.status] as const] : []));
    return { state: { ...before, ...Object.fromEntries(changed) }, touched: changed.map(([id]) => `/${id}`) };
  },
};

/** The same for a run that is over when its node "end" is. */
export const endingState = {
  ...toyState,
  hasEnded: (state: Nodes): boolean => state["end"] !== undefined,
  isTerminal: (event: ServerEvent): boolean => event.type === "node_state" && event.node_id === "end",
};
