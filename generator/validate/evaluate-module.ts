import { createRequire } from "node:module";
import { compileFunction } from "node:vm";

type Morph = typeof import("ts-morph");

type Module = (require: () => object, exports: object) => void;

/**
 * Runs a generated module whose only import is `@dagwire/runtime/codegen`. The compiler is loaded
 * with the first one.
 *
 * @returns what the module exports.
 */
export function evaluateModule(source: string, file: string, imported: object): Readonly<Record<string, unknown>> {
  const { ts } = createRequire(import.meta.url)("ts-morph") as Morph;
  const script = ts.transpile(source, { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 });
  const exported: Record<string, unknown> = {};
  const run = compileFunction(script, ["require", "exports"], { filename: file }) as Module;
  run(() => imported, exported);
  return exported;
}
