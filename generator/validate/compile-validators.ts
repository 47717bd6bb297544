import * as codegen from "@dagwire/runtime/codegen";
import type { EventSet, EventSetOptions, OutOfBandTags } from "@dagwire/runtime/codegen";
import { sideNames } from "../emit/side-names.js";
import { emitEventValidators } from "../emit/validator/index.js";
import type { Direction, ProtocolModel } from "../model/protocol.js";
import { evaluateModule } from "./evaluate-module.js";

/** The generated validators of one direction, running. */
export type RunningValidators = EventSet<unknown> & {
  /** The event that a message's tags stand for. */
  readonly nameOf: (value: unknown, tags?: OutOfBandTags) => string | undefined;
};

/**
 * Compiles what `dagwire generate` would write, and runs that: a verdict here is the verdict of the
 * validators that ship.
 */
export function compileValidators(model: ProtocolModel, direction: Direction): RunningValidators {
  const imported = { ...codegen, createEventSet: withNames };
  const exported = evaluateModule(emitEventValidators(model, direction), `${direction}-event-validator.js`, imported);
  return exported[sideNames[direction].descriptor] as RunningValidators;
}

/** Generated code hands the look-up of names to this function only. */
function withNames(options: EventSetOptions<string>): RunningValidators {
  return { ...codegen.createEventSet<unknown, string>(options), nameOf: options.nameOf };
}
