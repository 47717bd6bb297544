import { childSchemas } from "../../schema/children.js";
import type { Schema } from "../../schema/schema.js";

/**
 * The state of one schema in Tarjan's algorithm: its index in the order of discovery, and the lowest index of a schema
 * that can be reached from it.
 */
type Visit = { readonly schema: Schema; readonly index: number; low: number; isWaiting: boolean; isRecursive: boolean; next: number };

/**
 * Finds the schemas that contain themselves, directly or through others. These are the strongly connected
 * components of the graph, by Tarjan's algorithm without recursion. Each schema is visited once.
 */
export class Cycles {
  readonly #visits = new Map<Schema, Visit>();
  readonly #waiting: Visit[] = [];

  /** Returns true if the schema can be reached from itself. */
  isRecursive(schema: Schema): boolean {
    return (this.#visits.get(schema) ?? this.#explore(schema)).isRecursive;
  }

  #explore(root: Schema): Visit {
    const first = this.#enter(root);
    const stack: Visit[] = [first];
    for (let visit = stack.at(-1); visit !== undefined; visit = stack.at(-1)) {
      const inner = nextInside(visit);
      if (inner === undefined) {
        stack.pop();
        this.#leave(visit, stack.at(-1));
        continue;
      }
      const known = this.#visits.get(inner);
      if (known === undefined) stack.push(this.#enter(inner));
      else if (known.isWaiting) {
        visit.low = Math.min(visit.low, known.index);
        if (known === visit) visit.isRecursive = true;
      }
    }
    return first;
  }

  #enter(schema: Schema): Visit {
    const index = this.#visits.size;
    const visit = { schema, index, low: index, isWaiting: true, isRecursive: false, next: -1 };
    this.#visits.set(schema, visit);
    this.#waiting.push(visit);
    return visit;
  }

  #leave(visit: Visit, parent: Visit | undefined): void {
    if (parent !== undefined) parent.low = Math.min(parent.low, visit.low);
    if (visit.low !== visit.index) return;
    const isAlone = this.#waiting.at(-1) === visit;
    for (let member = this.#waiting.pop(); member !== undefined; member = this.#waiting.pop()) {
      member.isWaiting = false;
      if (!isAlone) member.isRecursive = true;
      if (member === visit) return;
    }
  }
}

/**
 * Returns the next schema below a visited one at each call: first the target of its `$ref`, then the schemas inside it.
 */
function nextInside(visit: Visit): Schema | undefined {
  if (visit.next === -1) {
    visit.next = 0;
    if (visit.schema.ref !== undefined) return visit.schema.ref;
  }
  return childSchemas(visit.schema)[visit.next++];
}
