import { childSchemas } from "../../schema/children.js";
import { ReaderView } from "../../schema/reader-view.js";
import type { Schema } from "../../schema/schema.js";
import { checkFunction } from "./check-file.js";
import { resolve } from "../../schema/facts.js";
import type { FormatMode } from "../../schema/format-kinds.js";
import type { PendingCheck } from "./file-scope.js";
import { FileScope } from "./file-scope.js";

/**
 * Prints validators as plain JavaScript, function by function. They are the check functions that `dagwire generate` prints,
 * without types and without the constraints that explain refusals. A printed function calls other check functions and the
 * functions of `@dagwire/runtime/codegen/v1` by name, so the caller has to make these names available.
 */
export class GuardScript {
  readonly #planned = new Set<Schema>();
  readonly #scope: FileScope;
  #constants = 0;

  constructor(formats: FormatMode) {
    // The set of recursive schemas stays empty, because only constraints depend on it and none is printed.
    const plan = { planned: this.#planned, recursive: new Set<Schema>() };
    const view = new ReaderView("strict");
    this.#scope = new FileScope({ view, plan, nameOf: () => undefined, formats, reserved: [], isTyped: false });
  }

  /** Returns the name of the check function of a schema. */
  nameOf(schema: Schema): string {
    return this.#scope.check(schema, "Value");
  }

  /** Yields the check functions that were named since the last call of this method, and have to be printed. */
  *named(): Generator<PendingCheck> {
    for (let pending = this.#scope.next(); pending !== undefined; pending = this.#scope.next()) yield pending;
  }

  /** Prints one check function. */
  print({ name, schema }: PendingCheck): string {
    for (const target of referenced(schema)) this.#planned.add(target);
    return checkFunction(this.#scope, name, schema).join("\n");
  }

  /** Returns the constants that the printed functions need, by name: only those that no earlier call of this method has returned. */
  constants(): readonly (readonly [name: string, declaration: string])[] {
    const all = [...this.#scope.constants()];
    const added = all.slice(this.#constants).map(([name, lines]) => [name, lines.join("\n")] as const);
    this.#constants = all.length;
    return added;
  }
}

/**
 * Yields the targets of the references in a schema. {@link GuardScript} gives each of them a check function.
 * `planFunctions` would give none to small schemas, but it has to visit every reachable schema, which takes longer.
 */
export function* referenced(schema: Schema): Generator<Schema> {
  const pending = [schema];
  for (let inside = pending.pop(); inside !== undefined; inside = pending.pop()) {
    if (inside.ref !== undefined) yield resolve(inside.ref);
    pending.push(...childSchemas(inside));
  }
}
