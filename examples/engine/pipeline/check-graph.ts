import type { Problem } from "./field-reader.js";
import type { Step } from "./pipeline.js";

/** Finds problems of dependencies between steps: a missing step, a dependency on itself, a duplicate, or a cycle. */
export function checkGraph(steps: ReadonlyMap<string, Step>): readonly Problem[] {
  const problems = [...steps.values()].flatMap((step) => checkDependencies(step, steps));
  return problems.length > 0 ? problems : checkCycles(steps);
}

function checkDependencies(step: Step, steps: ReadonlyMap<string, Step>): readonly Problem[] {
  return step.after.flatMap((dependency, index) => {
    const path = ["nodes", step.id, "after", String(index)];
    if (dependency === step.id) return [{ path, message: `"${step.id}" cannot wait for itself` }];
    if (!steps.has(dependency))
      return [{ path, message: `node "${dependency}" does not exist; nodes are ${[...steps.keys()].join(", ")}` }];
    if (step.after.indexOf(dependency) < index) return [{ path, message: `"${dependency}" is named twice` }];
    return [];
  });
}

function checkCycles(steps: ReadonlyMap<string, Step>): readonly Problem[] {
  const cycle = findCycle(steps);
  const first = cycle[0];
  if (first === undefined) return [];
  const chain = [...cycle, first].map((id) => `"${id}"`).join(" waits for ");
  return [{ path: ["nodes", first, "after"], message: `these nodes wait for each other: ${chain}. Remove one of the dependencies` }];
}

/** Returns the nodes of one cycle, in which each node waits for the next. Returns an empty list if no cycle exists. */
function findCycle(steps: ReadonlyMap<string, Step>): readonly string[] {
  const left = new Map(steps);
  for (let removed = true; removed;) {
    removed = false;
    for (const step of left.values()) {
      if (step.after.some((id) => left.has(id))) continue;
      left.delete(step.id);
      removed = true;
    }
  }
  return walkUntilRepeated(left);
}

/** Follows dependencies inside `looping` until a step comes twice. Every step in `looping` waits for another step in it. */
function walkUntilRepeated(looping: ReadonlyMap<string, Step>): readonly string[] {
  const path: string[] = [];
  let step = looping.values().next().value;
  while (step !== undefined && !path.includes(step.id)) {
    path.push(step.id);
    const next = step.after.find((id) => looping.has(id));
    step = next === undefined ? undefined : looping.get(next);
  }
  return step === undefined ? [] : path.slice(path.indexOf(step.id));
}
