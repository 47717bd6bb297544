import { childSchemas } from "../../schema/children.js";
import type { Schema } from "../../schema/schema.js";
import { TooManyAlternatives } from "./unevaluated-parts.js";

/** The most ways through the unions and conditions of a schema that a validator may have to try for one value. */
const mostWays = 100_000;

/**
 * Finds schemas that no validator checks in time: many ways through their unions lead to the same definitions, so that one value
 * is checked again and again. A proof about such a schema is of no use, because no validator can confirm it.
 */
export class Ways {
  readonly #fine = new Set<Schema>();
  readonly #known = new Map<Schema, number>();

  /** @throws TooManyAlternatives if a schema, or a schema inside it, has more than {@link mostWays} ways. */
  check(root: Schema): void {
    const seen = new Set<Schema>();
    const pending = [root];
    for (let schema = pending.pop(); schema !== undefined; schema = pending.pop()) {
      if (seen.has(schema) || this.#fine.has(schema)) continue;
      seen.add(schema);
      if (this.#count(schema) > mostWays)
        throw new TooManyAlternatives(`a value has more than ${mostWays.toLocaleString("en")} ways through the unions of a schema`);
      if (schema.ref !== undefined) pending.push(schema.ref);
      for (const child of childSchemas(schema)) pending.push(child);
    }
    for (const schema of seen) this.#fine.add(schema);
  }

  #count(schema: Schema): number {
    const known = this.#known.get(schema);
    if (known !== undefined) return known;
    // A schema that applies itself to the same value has no end. Here it counts as one way; the prover refuses it later.
    this.#known.set(schema, 1);
    let count = 1;
    for (const child of alternatives(schema)) count += this.#count(child);
    for (const child of [schema.ref, ...(schema.allOf ?? [])]) if (child !== undefined) count += this.#count(child) - 1;
    count = Math.min(count, 2 * mostWays);
    this.#known.set(schema, count);
    return count;
  }
}

function alternatives({ anyOf = [], oneOf = [], not, if: test, then, else: otherwise, dependentSchemas }: Schema): Schema[] {
  const single = [not, test, then, otherwise].filter((child) => child !== undefined);
  return [...anyOf, ...oneOf, ...single, ...(dependentSchemas?.values() ?? [])];
}
