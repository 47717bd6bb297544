import type { Node } from "./node.js";

/** Makes the nodes that joining needs. The node table implements it. */
export type NodeMaker = {
  readonly constant: (value: boolean) => Node;
  readonly type: (mask: number) => Node;
  readonly not: (node: Node) => Node;
  readonly strings: (values: ReadonlySet<string>) => Node;
  readonly numbers: (values: ReadonlySet<number>) => Node;
  /** Returns the negation if the table has made it before. */
  readonly knownNegation: (node: Node) => Node | undefined;
  /** Makes a conjunction or disjunction of parts that are flat already. */
  readonly joined: (kind: "all" | "any", parts: readonly [Node, ...Node[]]) => Node;
};
