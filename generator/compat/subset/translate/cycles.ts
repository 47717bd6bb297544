import { childSchemas } from "../../../model/children.js";
import type { Schema } from "../../../model/schema.js";

type Frame = { readonly schema: Schema; readonly inside: readonly Schema[]; next: number };

/**
 * Which schemas contain themselves, directly or by way of others: the strongly connected parts of the
 * graph, after Tarjan, without recursion. What was looked at once is not looked at again.
 */
export class Cycles {
  readonly #index = new Map<Schema, number>();
  readonly #low = new Map<Schema, number>();
  readonly #waiting: Schema[] = [];
  readonly #isWaiting = new Set<Schema>();
  readonly #recursive = new Set<Schema>();

  /** True where the schema can be reached from itself. */
  isRecursive(schema: Schema): boolean {
    if (!this.#index.has(schema)) this.#visit(schema);
    return this.#recursive.has(schema);
  }

  #visit(root: Schema): void {
    const frames: Frame[] = [this.#enter(root)];
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      const inner = frame.inside[frame.next++];
      if (inner === undefined) {
        frames.pop();
        this.#leave(frame.schema, frames.at(-1)?.schema);
      } else if (!this.#index.has(inner)) {
        frames.push(this.#enter(inner));
      } else if (this.#isWaiting.has(inner)) {
        this.#lower(frame.schema, this.#index.get(inner) ?? 0);
        if (inner === frame.schema) this.#recursive.add(inner);
      }
    }
  }

  #enter(schema: Schema): Frame {
    this.#index.set(schema, this.#index.size);
    this.#low.set(schema, this.#index.size - 1);
    this.#waiting.push(schema);
    this.#isWaiting.add(schema);
    const inside = childSchemas(schema);
    return { schema, inside: schema.ref === undefined ? inside : [schema.ref, ...inside], next: 0 };
  }

  #leave(schema: Schema, parent: Schema | undefined): void {
    const low = this.#low.get(schema) ?? 0;
    if (parent !== undefined) this.#lower(parent, low);
    if (low !== this.#index.get(schema)) return;
    const start = this.#waiting.lastIndexOf(schema);
    const component = this.#waiting.splice(start);
    for (const member of component) {
      this.#isWaiting.delete(member);
      if (component.length > 1) this.#recursive.add(member);
    }
  }

  #lower(schema: Schema, index: number): void {
    this.#low.set(schema, Math.min(this.#low.get(schema) ?? 0, index));
  }
}
