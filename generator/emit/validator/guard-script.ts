import { childSchemas } from "../../schema/children.js";
import { ReaderView } from "../../schema/reader-view.js";
import type { Schema } from "../../schema/schema.js";
import { checkFunction } from "./check-file.js";
import { resolve } from "../../schema/facts.js";
import type { FormatMode } from "../../schema/format-kinds.js";
import type { PendingCheck } from "./file-scope.js";
import { FileScope } from "./file-scope.js";

/**
 * Prints validators as plain JavaScript, function by function. They equal those of `dagwire generate`, without types and
 * without the constraints that explain refusals. A text calls the helpers of `@dagwire/runtime/codegen/v1` and other
 * functions by name.
 */
export class GuardScript {
  readonly #planned = new Set<Schema>();
  readonly #scope: FileScope;
  #constants = 0;

  constructor(formats: FormatMode) {
    // Only constraints depend on which schemas are recursive.
    const plan = { planned: this.#planned, recursive: new Set<Schema>() };
    const view = new ReaderView("strict");
    this.#scope = new FileScope({ view, plan, nameOf: () => undefined, formats, reserved: [], isTyped: false });
  }

  /** Returns the name of the function that checks a schema. */
  nameOf(schema: Schema): string {
    return this.#scope.check(schema, "Value");
  }

  /** Yields the functions that were named since the last call and are not yet printed. */
  *named(): Generator<PendingCheck> {
    for (let pending = this.#scope.next(); pending !== undefined; pending = this.#scope.next()) yield pending;
  }

  /** Prints a function. */
  print({ name, schema }: PendingCheck): string {
    for (const target of referenced(schema)) this.#planned.add(target);
    return checkFunction(this.#scope, name, schema).join("\n");
  }

  /** Returns the declarations of used constants that an earlier call has not returned, by name. */
  constants(): readonly (readonly [name: string, declaration: string])[] {
    const all = [...this.#scope.constants()];
    const added = all.slice(this.#constants).map(([name, lines]) => [name, lines.join("\n")] as const);
    this.#constants = all.length;
    return added;
  }
}

/**
 * Yields the schemas outside a schema that it refers to. Each gets a function of its own. `planFunctions` would leave out
 * small ones, but it has to visit every reachable schema.
 */
export function* referenced(schema: Schema): Generator<Schema> {
  const pending = [schema];
  for (let inside = pending.pop(); inside !== undefined; inside = pending.pop()) {
    if (inside.ref !== undefined) yield resolve(inside.ref);
    pending.push(...childSchemas(inside));
  }
}
