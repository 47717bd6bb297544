import type { StateReducer } from "@dagwire/runtime/codegen/v1";
import { emitState } from "../emit/state/emit-state.js";
import { StatementPrinter } from "../emit/print/statement-printer.js";
import { TypeMaker } from "../types/type-of.js";
import type { ProtocolModel } from "../model/protocol.js";
import { runModule } from "./run-module.js";

/** The `streamState` that `dagwire generate` writes into `state.ts`, without the functions for the end of a stream. */
export type CompiledState = Pick<StateReducer<unknown, unknown>, "initial" | "apply">;

/** Compiles the protocol's state. Returns `undefined` if the protocol declares none. */
export function compileState(model: ProtocolModel): CompiledState | undefined {
  if (model.state === undefined) return undefined;
  const source = emitState(model, model.state, new TypeMaker(model.nameOf), "@dagwire/runtime/codegen/v1");
  const { streamState } = runModule(new StatementPrinter().print(source, "").text, "state.js") as StateModule;
  if (streamState === undefined) return undefined;
  const { initial, apply } = streamState;
  return { initial, apply };
}

type StateModule = { readonly streamState?: StateReducer<unknown, unknown> };
