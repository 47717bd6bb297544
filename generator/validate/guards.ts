import { createContext, runInContext } from "node:vm";
import * as codegen from "@dagwire/runtime/codegen";
import { GuardScript } from "../emit/validator/index.js";
import type { FormatMode } from "../emit/validator/index.js";
import type { Schema } from "../model/schema.js";

/** Whether a value is accepted. */
export type RunningGuard = (value: unknown) => boolean;

/**
 * The validators of lone schemas, running: a verdict is that of the validators that `dagwire generate`
 * writes. What schemas share is compiled once.
 */
export class Guards {
  readonly #script: GuardScript;
  readonly #context = createContext({ ...codegen });
  readonly #known = new WeakMap<Schema, RunningGuard>();

  constructor(formats: FormatMode) {
    this.#script = new GuardScript(formats);
  }

  /** The guard of a schema. */
  of(schema: Schema): RunningGuard {
    const known = this.#known.get(schema);
    if (known !== undefined) return known;
    const { name, text } = this.#script.add(schema);
    const guard = runInContext(`${text}\n${name};`, this.#context, { filename: "guards.js" }) as RunningGuard;
    this.#known.set(schema, guard);
    return guard;
  }
}
