import { compileFunction } from "node:vm";
import * as codegen from "@dagwire/runtime/codegen/v1";
import { GuardScript } from "../emit/validator/index.js";
import type { PendingCheck } from "../emit/validator/index.js";
import type { FormatMode } from "../schema/format-kinds.js";
import type { Schema } from "../schema/schema.js";

/** A validator that runs in this process: returns true if its schema accepts the value. */
export type RunningGuard = (value: unknown) => boolean;

/**
 * Makes and runs validators of single schemas. They accept the same values as the validators that `dagwire generate`
 * writes. The code of a function is printed at its first call, so for a large union only the branches that a value
 * reaches are printed.
 */
export class Guards {
  readonly #script: GuardScript;
  /**
   * The values of all names that printed code may use: helpers, constants and functions. A function that is not printed
   * yet has a value that prints it when it is called.
   */
  readonly #names = new Map<string, unknown>(Object.entries(codegen));
  readonly #known = new WeakMap<Schema, RunningGuard>();

  constructor(formats: FormatMode) {
    this.#script = new GuardScript(formats);
  }

  /** Returns the validator of a schema. */
  of(schema: Schema): RunningGuard {
    const known = this.#known.get(schema);
    if (known !== undefined) return known;
    const name = this.#script.nameOf(schema);
    this.#announce();
    const guard = this.#names.get(name) as RunningGuard;
    this.#known.set(schema, guard);
    return guard;
  }

  /**
   * Adds the names of functions that printed code refers to. The code of each function is printed at its first call.
   */
  #announce(): void {
    for (const pending of this.#script.named()) {
      let guard: RunningGuard | undefined;
      this.#names.set(pending.name, (value: unknown) => (guard ??= this.#load(pending))(value));
    }
  }

  #load(pending: PendingCheck): RunningGuard {
    const text = this.#script.print(pending);
    this.#announce();
    for (const [name, declaration] of this.#script.constants()) this.#names.set(name, this.#evaluate(declaration, name));
    return this.#evaluate(text, pending.name) as RunningGuard;
  }

  /** Runs the code of a declaration, with the values of the names that occur in it, and returns the declared value. */
  #evaluate(declaration: string, name: string): unknown {
    const words = new Set(declaration.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? []);
    const named = [...words].filter((word) => word !== name && this.#names.has(word));
    const make = compileFunction(`${declaration}\nreturn ${name};`, named, { filename: "guards.js" }) as (...values: unknown[]) => unknown;
    return make(...named.map((word) => this.#names.get(word)));
  }
}
