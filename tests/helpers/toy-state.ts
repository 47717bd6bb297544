import type { ServerEvent } from "./toy-dag.js";

/** Status by node: what a toy run adds up to. */
export type Nodes = Readonly<Record<string, string>>;

/** The state of a toy run, as generated code would have it. */
export const toyState = {
  initial: (): Nodes => ({}),
  apply: (before: Nodes, events: readonly ServerEvent[]): Nodes => {
    const changed = events.flatMap((event) => (event.type === "node_state" ? [[event.node_id, event.status] as const] : []));
    return { ...before, ...Object.fromEntries(changed) };
  },
};
