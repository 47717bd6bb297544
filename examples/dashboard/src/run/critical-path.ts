import { type Span, spansOf } from "./spans.js";
import type { NodeParts } from "./use-read.js";

/**
 * Returns the chain of nodes that decides when the run ends, in the order of the run. The last node is the one that
 * ended last or still runs. Before each node comes its dependency that ended last.
 */
export function criticalPath(state: NodeParts): readonly string[] {
  const spans = new Map(spansOf(state).map((span) => [span.id, span]));
  const path: string[] = [];
  let span = latest([...spans.values()]);
  while (span !== undefined) {
    path.unshift(span.id);
    spans.delete(span.id);
    const { id } = span;
    span = latest(parentsOf(state, id).flatMap((parent) => spans.get(parent) ?? []));
  }
  return path;
}

function parentsOf({ graph, edges }: NodeParts, id: string): readonly string[] {
  const leads = (from: Readonly<Record<string, object>>): readonly string[] =>
    Object.keys(from).filter((one) => Object.hasOwn(from[one] ?? {}, id));
  return [...new Set([...leads(graph.edges), ...leads(edges)])];
}

function latest(spans: readonly Span[]): Span | undefined {
  return spans.reduce<Span | undefined>((last, span) => (last === undefined || endOf(span) > endOf(last) ? span : last), undefined);
}

function endOf({ endMs = Infinity }: Span): number {
  return endMs;
}
