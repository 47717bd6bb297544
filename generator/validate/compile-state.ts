import { emitState } from "../emit/state/emit-state.js";
import { StatementPrinter } from "../emit/print/statement-printer.js";
import { TypeMaker } from "../emit/types/type-of.js";
import type { ProtocolModel } from "../model/protocol.js";
import { runModule } from "./run-module.js";

/** The reducer that `dagwire generate` would write into `state.ts`, run. */
export type CompiledState = {
  readonly initial: () => unknown;
  readonly apply: (state: unknown, events: readonly unknown[]) => unknown;
};

/** `undefined` where the protocol declares no state. */
export function compileState(model: ProtocolModel): CompiledState | undefined {
  if (model.state === undefined) return undefined;
  const source = emitState(model, model.state, new TypeMaker(model.nameOf), "@dagwire/runtime/codegen");
  const { initialState, applyServerEvents } = runModule(new StatementPrinter().print(source, "").text, "state.js") as StateModule;
  return { initial: initialState, apply: (state, events) => applyServerEvents(state, events).state };
}

type StateModule = {
  readonly initialState: () => unknown;
  readonly applyServerEvents: (state: unknown, events: readonly unknown[]) => { readonly state: unknown };
};
