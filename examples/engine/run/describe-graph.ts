import type { EdgeDefinition, Graph, NodeDefinition } from "@dagwire/dag";
import type { Pipeline, Step } from "../pipeline/pipeline.js";

/** Returns the pipeline's graph as the event `run_started` contains it. */
export function describeGraph(pipeline: Pipeline): Graph {
  const steps = [...pipeline.steps.values()];
  return {
    nodes: Object.fromEntries(steps.map((step) => [step.id, describeNode(step)])),
    edges: Object.fromEntries(
      steps.map(({ id }) => [id, edgesFrom(id, steps)] as const).filter(([, edges]) => Object.keys(edges).length > 0),
    ),
  };
}

function edgesFrom(id: string, steps: readonly Step[]): Readonly<Record<string, EdgeDefinition>> {
  return Object.fromEntries(steps.filter(({ after }) => after.includes(id)).map((step) => [step.id, {}]));
}

function describeNode(step: Step): NodeDefinition {
  return {
    kind: step.kind,
    ...(step.title === undefined ? {} : { title: step.title }),
    ...(step.summary === undefined ? {} : { summary: step.summary }),
    ...(step.maxAttempts === 1 ? {} : { max_attempts: step.maxAttempts }),
    ...(step.kind === "gate" ? {} : { config: { command: step.command } }),
    ...(step.kind === "gate" || step.timeoutMs === undefined ? {} : { timeout_ms: step.timeoutMs }),
  };
}
