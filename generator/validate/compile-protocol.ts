import type { EventSet, StateReducer } from "@dagwire/runtime/codegen/v1";
import { sideNames } from "../model/generated-names.js";
import { emitEventValidators } from "../emit/validator/index.js";
import type { Direction } from "../model/event-model.js";
import type { ProtocolModel } from "../model/protocol.js";
import { ImportPaths } from "../emit/import-paths.js";
import { emitState } from "../emit/state/emit-state.js";
import { StatementPrinter } from "../emit/print/statement-printer.js";
import { TypeMaker } from "../types/type-of.js";
import { createRequire } from "node:module";
import { compileFunction } from "node:vm";
import * as codegen from "@dagwire/runtime/codegen/v1";

/**
 * Makes the validators that `dagwire generate` writes for a direction and runs them in this process. They accept and
 * refuse the same messages as the generated files.
 */
export function compileValidators(model: ProtocolModel, direction: Direction): EventSet<Record<string, unknown>> {
  const exported = runModule(emitEventValidators(model, direction), `${direction}-event-validator.js`);
  return exported[sideNames[direction].eventSet] as EventSet<Record<string, unknown>>;
}

/** The validators of both directions. */
export type CompiledEvents = { readonly server: EventSet<Record<string, unknown>>; readonly client: EventSet<Record<string, unknown>> };

/** Returns the validators of both directions, made by {@link compileValidators}. */
export function compileEvents(model: ProtocolModel): CompiledEvents {
  return { server: compileValidators(model, "server"), client: compileValidators(model, "client") };
}

/**
 * The functions of a protocol's state that `dagwire generate` writes into `state.ts`, without those for the end of a
 * stream.
 */
export type CompiledState = Pick<StateReducer<unknown, unknown>, "initial" | "apply">;

/**
 * Makes the functions of a protocol's state and runs them in this process. Returns `undefined` if the protocol declares
 * no state.
 */
export function compileState(model: ProtocolModel): CompiledState | undefined {
  if (model.state === undefined) return undefined;
  const source = emitState(model, model.state, new TypeMaker(model.nameOf), new ImportPaths());
  const { streamState } = runModule(new StatementPrinter().print(source, "").text, "state.js") as StateModule;
  if (streamState === undefined) return undefined;
  const { initial, apply } = streamState;
  return { initial, apply };
}

type StateModule = { readonly streamState?: StateReducer<unknown, unknown> };

type Morph = typeof import("ts-morph");

/**
 * Runs the text of one generated TypeScript file. The file can import only `@dagwire/runtime/codegen/v1`.
 *
 * @returns the exports of the file.
 */
export function runModule(text: string, filename: string): Readonly<Record<string, unknown>> {
  const { ts } = createRequire(import.meta.url)("ts-morph") as Morph;
  const script = ts.transpile(text, { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 });
  const exported: Record<string, unknown> = {};
  const run = compileFunction(script, ["require", "exports"], { filename }) as Module;
  run((name) => (name.startsWith(".") ? {} : codegen), exported);
  return exported;
}

type Module = (require: (name: string) => object, exports: object) => void;
