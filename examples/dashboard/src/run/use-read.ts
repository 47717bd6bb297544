import type { DagState } from "@dagwire/dag";
import { useStreamSession } from "@dagwire/dag/react";
import { useCallback, useSyncExternalStore } from "react";

/** The parts of the state that say how the nodes do, without their texts and logs. */
export type NodeParts = Pick<DagState, "graph" | "nodes" | "edges" | "cost">;

type Store = ReturnType<typeof useStreamSession>["store"];

const partPointers = ["/graph", "/nodes", "/edges", "/cost"];

/**
 * Returns what `read` makes of parts of the state. The component renders again when the result is another one.
 *
 * @param pointers JSON Pointers to the parts that `read` reads. Pass the same array each time.
 */
export function useRead<Part>(pointers: readonly string[], read: (store: Store) => Part): Part {
  const { store } = useStreamSession();
  const subscribe = useCallback(
    (listener: () => void) => {
      const stops = pointers.map((pointer) => store.subscribe(pointer, listener));
      return () => {
        for (const stop of stops) stop();
      };
    },
    [store, pointers],
  );
  return useSyncExternalStore(subscribe, () => read(store));
}

/** Returns what `select` makes of the nodes. It has to return an equal scalar for the same state. Texts and logs may change meanwhile. */
export function useNodeParts<Part>(select: (parts: NodeParts) => Part): Part {
  return useRead(partPointers, (store) => select(partsOf(store)));
}

function partsOf({ read }: Store): NodeParts {
  return { graph: read(["graph"]), nodes: read(["nodes"]), edges: read(["edges"]), cost: read(["cost"]) };
}
