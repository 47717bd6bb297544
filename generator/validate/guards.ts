import { compileFunction } from "node:vm";
import * as codegen from "@dagwire/runtime/codegen/v1";
import { GuardScript } from "../emit/validator/index.js";
import type { PendingCheck } from "../emit/validator/index.js";
import type { FormatMode } from "../schema/format-kinds.js";
import type { Schema } from "../schema/schema.js";

/** Returns true if the schema accepts the value. */
export type RunningGuard = (value: unknown) => boolean;

/**
 * Runs validators of single schemas. Their verdicts equal those of the validators that `dagwire generate` writes.
 * Each function is printed at its first call, so only those branches of a large union are printed that a value reaches.
 */
export class Guards {
  readonly #script: GuardScript;
  /** The values of all names that a printed text may use: helpers, constants, and functions, printed or not yet printed. */
  readonly #names = new Map<string, unknown>(Object.entries(codegen));
  readonly #known = new WeakMap<Schema, RunningGuard>();

  constructor(formats: FormatMode) {
    this.#script = new GuardScript(formats);
  }

  /** Returns the guard of a schema. */
  of(schema: Schema): RunningGuard {
    const known = this.#known.get(schema);
    if (known !== undefined) return known;
    const name = this.#script.nameOf(schema);
    this.#announce();
    const guard = this.#names.get(name) as RunningGuard;
    this.#known.set(schema, guard);
    return guard;
  }

  /** Adds the names of the requested functions. Each function is printed when it is called. */
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

  /** Runs a declaration with the values of the names in it, and returns the declared value. */
  #evaluate(declaration: string, name: string): unknown {
    const words = new Set(declaration.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? []);
    const named = [...words].filter((word) => word !== name && this.#names.has(word));
    const make = compileFunction(`${declaration}\nreturn ${name};`, named, { filename: "guards.js" }) as (...values: unknown[]) => unknown;
    return make(...named.map((word) => this.#names.get(word)));
  }
}
