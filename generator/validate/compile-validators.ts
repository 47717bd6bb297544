import { createRequire } from "node:module";
import { compileFunction } from "node:vm";
import * as codegen from "@dagwire/runtime/codegen";
import type { EventSet } from "@dagwire/runtime/codegen";
import { sideNames } from "../emit/side-names.js";
import { emitEventValidators } from "../emit/validator/index.js";
import type { Direction, ProtocolModel } from "../model/protocol.js";

type Morph = typeof import("ts-morph");

/**
 * Compiles what `dagwire generate` would write, and runs that: a verdict here is the verdict of the
 * validators that ship.
 */
export function compileValidators(model: ProtocolModel, direction: Direction): EventSet<unknown> {
  const { ts } = createRequire(import.meta.url)("ts-morph") as Morph;
  const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const script = ts.transpile(emitEventValidators(model, direction), options);
  const exported: Record<string, unknown> = {};
  const run = compileFunction(script, ["require", "exports"], { filename: `${direction}-event-validator.js` }) as Module;
  run(() => codegen, exported);
  return exported[sideNames[direction].descriptor] as EventSet<unknown>;
}

/** The validators of both directions. */
export type CompiledEvents = { readonly server: EventSet<unknown>; readonly client: EventSet<unknown> };

/** {@link compileValidators} for both directions. */
export function compileEvents(model: ProtocolModel): CompiledEvents {
  return { server: compileValidators(model, "server"), client: compileValidators(model, "client") };
}

type Module = (require: () => object, exports: object) => void;
