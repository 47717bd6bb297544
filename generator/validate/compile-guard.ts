import * as codegen from "@dagwire/runtime/codegen";
import { compileStandalone } from "../emit/validator/index.js";
import type { StandaloneOptions } from "../emit/validator/index.js";
import type { Schema } from "../model/schema.js";
import { evaluateModule } from "./evaluate-module.js";

/** Compiles the validator that `dagwire generate` would write for a schema; a verdict of it is one of the validators that ship. */
export function compileGuard(schema: Schema, options: StandaloneOptions = {}): (value: unknown) => boolean {
  return evaluateModule(compileStandalone(schema, options), "validator.js", codegen)["isValue"] as (value: unknown) => boolean;
}
