import { compileFunction } from "node:vm";
import * as codegen from "@dagwire/runtime/codegen/v1";
import { GuardScript } from "../emit/validator/index.js";
import type { PendingCheck } from "../emit/validator/index.js";
import type { FormatMode } from "../schema/format-kinds.js";
import type { Schema } from "../schema/schema.js";

/** Whether a value is accepted. */
export type RunningGuard = (value: unknown) => boolean;

/**
 * The validators of lone schemas, running: a verdict is that of the validators that `dagwire generate`
 * writes. A function is printed when it is called for the first time, so that of a large union only
 * the branches that a value leads to are.
 */
export class Guards {
  readonly #script: GuardScript;
  /** What a text may name: helpers, constants, and functions, those too that are still to be printed. */
  readonly #names = new Map<string, unknown>(Object.entries(codegen));
  readonly #known = new WeakMap<Schema, RunningGuard>();

  constructor(formats: FormatMode) {
    this.#script = new GuardScript(formats);
  }

  /** The guard of a schema. */
  of(schema: Schema): RunningGuard {
    const known = this.#known.get(schema);
    if (known !== undefined) return known;
    const name = this.#script.nameOf(schema);
    this.#announce();
    const guard = this.#names.get(name) as RunningGuard;
    this.#known.set(schema, guard);
    return guard;
  }

  /** Names the functions that were asked for; each is printed when it is called. */
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

  /** Runs a declaration that sees everything it names, and gives what it declares. */
  #evaluate(declaration: string, name: string): unknown {
    const words = new Set(declaration.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? []);
    const named = [...words].filter((word) => word !== name && this.#names.has(word));
    const make = compileFunction(`${declaration}\nreturn ${name};`, named, { filename: "guards.js" }) as (...values: unknown[]) => unknown;
    return make(...named.map((word) => this.#names.get(word)));
  }
}
