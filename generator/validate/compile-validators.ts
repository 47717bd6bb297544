import { createRequire } from "node:module";
import { compileFunction } from "node:vm";
import * as codegen from "@dagwire/runtime/codegen";
import type { EventSet, EventSetOptions, OutOfBandTags } from "@dagwire/runtime/codegen";
import { sideNames } from "../emit/side-names.js";
import { emitEventValidators } from "../emit/validator/index.js";
import type { Direction, ProtocolModel } from "../model/protocol.js";

/** The generated validators of one direction, running. */
export type RunningValidators = EventSet<unknown> & {
  /** The event that a message's tags stand for. */
  readonly nameOf: (value: unknown, tags?: OutOfBandTags) => string | undefined;
};

type Morph = typeof import("ts-morph");

/**
 * Compiles what `dagwire generate` would write, and runs that: a verdict here is the verdict of the
 * validators that ship.
 */
export function compileValidators(model: ProtocolModel, direction: Direction): RunningValidators {
  const { ts } = createRequire(import.meta.url)("ts-morph") as Morph;
  const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const script = ts.transpile(emitEventValidators(model, direction), options);
  const exported: Record<string, unknown> = {};
  const run = compileFunction(script, ["require", "exports"], { filename: `${direction}-event-validator.js` }) as Module;
  run(() => ({ ...codegen, createEventSet: withNames }), exported);
  return exported[sideNames[direction].descriptor] as RunningValidators;
}

type Module = (require: () => object, exports: object) => void;

/** Generated code hands the look-up of names to this function only. */
function withNames(options: EventSetOptions<string>): RunningValidators {
  return { ...codegen.createEventSet<unknown, string>(options), nameOf: options.nameOf };
}
