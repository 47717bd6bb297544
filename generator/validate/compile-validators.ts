import type { EventSet } from "@dagwire/runtime/codegen/v1";
import { sideNames } from "../model/side-names.js";
import { emitEventValidators } from "../emit/validator/index.js";
import type { Direction } from "../model/event-model.js";
import type { ProtocolModel } from "../model/protocol.js";
import { runModule } from "./run-module.js";

/**
 * Compiles the validators that `dagwire generate` writes and loads them, so that their verdicts equal those of
 * the generated files.
 */
export function compileValidators(model: ProtocolModel, direction: Direction): EventSet<Record<string, unknown>> {
  const exported = runModule(emitEventValidators(model, direction), `${direction}-event-validator.js`);
  return exported[sideNames[direction].descriptor] as EventSet<Record<string, unknown>>;
}

/** The validators of both directions. */
export type CompiledEvents = { readonly server: EventSet<Record<string, unknown>>; readonly client: EventSet<Record<string, unknown>> };

/** Compiles the validators of both directions, by {@link compileValidators}. */
export function compileEvents(model: ProtocolModel): CompiledEvents {
  return { server: compileValidators(model, "server"), client: compileValidators(model, "client") };
}
