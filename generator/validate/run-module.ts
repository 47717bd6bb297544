import { createRequire } from "node:module";
import { compileFunction } from "node:vm";
import * as codegen from "@dagwire/runtime/codegen/v1";

type Morph = typeof import("ts-morph");

/**
 * Runs a single file of generated TypeScript. Of its imports only `@dagwire/runtime/codegen/v1` is available.
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
