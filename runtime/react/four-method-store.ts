/** A store of the application. It has the four methods through which the hooks keep such a store up to date. */
export type FourMethodStore<Node, Cost, Mutation, Results> = {
  readonly updateNodeData: (nodeId: string, data: Node) => void;
  readonly setCostState: (cost: Cost) => void;
  readonly applyMutation: (mutation: Mutation) => void;
  readonly setExecutionComplete: (results: Results) => void;
};

type NodeData = { readonly status: unknown; readonly output: unknown; readonly metrics: unknown };

/** A {@link FourMethodStore} with any argument types. Its methods get the values as the server has sent them. */
export type AnyFourMethodStore = FourMethodStore<never, never, never, never>;
type LooseStore = FourMethodStore<NodeData, object, object, unknown>;

type Fields = { readonly [key: string]: unknown };

/** Passes an event to the method of a four-method store that handles this kind of event. Does nothing if the store has no such method. */
export function tellStore(store: AnyFourMethodStore, event: unknown): void {
  const target = store as LooseStore;
  const fields = event as Fields;
  switch (fields["type"]) {
    case "node_state":
      target.updateNodeData(String(fields["node_id"]), nodeData(fields));
      return;
    case "cost_update":
      target.setCostState({ spent: fields["spent"], budget: fields["budget"] });
      return;
    case "dag_mutated":
      target.applyMutation(fields["mutation"] as object);
      return;
    case "execution_complete":
      target.setExecutionComplete(fields["results"]);
  }
}

/** Calls the methods of a four-method store so that it contains a whole state of the stream. */
export function tellStoreAll(store: AnyFourMethodStore, state: FourPartState): void {
  const target = store as LooseStore;
  for (const [node_id, node] of Object.entries(state.graph.nodes)) target.applyMutation({ op: "add_node", node_id, node });
  for (const [from, ends] of Object.entries(state.graph.edges))
    for (const [to, edge] of Object.entries(ends)) target.applyMutation({ op: "add_edge", from, to, ...edgeFields(edge) });
  for (const [id, node] of Object.entries(state.nodes)) target.updateNodeData(id, nodeData(node as Fields));
  target.setCostState({ spent: state.cost.spent, budget: state.cost.budget });
  if (state.run.ended === true) target.setExecutionComplete(state.results);
}

/** The parts of a state that {@link tellStoreAll} passes to a four-method store. */
export type FourPartState = {
  readonly graph: {
    readonly nodes: { readonly [id: string]: unknown };
    readonly edges: { readonly [from: string]: { readonly [to: string]: unknown } };
  };
  readonly nodes: { readonly [id: string]: unknown };
  readonly cost: { readonly spent: number; readonly budget: number };
  readonly run: { readonly ended?: true };
  readonly results: unknown;
};

function nodeData({ status, output, metrics }: Fields): NodeData {
  return { status, output, metrics };
}

function edgeFields(edge: unknown): object {
  return typeof edge === "object" && edge !== null ? { edge } : {};
}
