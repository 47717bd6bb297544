import { runInThisContext } from "node:vm";
import { ts } from "ts-morph";
import { compileStandalone } from "../../generator/emit/validator/index.js";
import type { StandaloneOptions } from "../../generator/emit/validator/index.js";
import type { Schema } from "../../generator/schema/schema.js";
import * as codegen from "../../runtime/core/contract/v1/index.js";
import type { Issue } from "../../runtime/core/contract/v1/index.js";

/** The generated validator of a single schema, compiled and loaded. */
export type CompiledValidator = {
  readonly source: string;
  readonly isValue: (value: unknown, issues?: Issue[]) => boolean;
  /** Runs the slow pass alone. Returns its issues whether or not the guard refuses. */
  readonly explain: (value: unknown) => Issue[];
};

/** Compiles a schema, strips the types and evaluates the module. */
export function compiledValidator(schema: Schema, options: StandaloneOptions = {}): CompiledValidator {
  const source = compileStandalone(schema, options);
  // Generated code runs the slow pass only after a refusal. Tests have to run it alone.
  const exposed = `${source}\nexport const explainValue = (value: unknown, issues: Issue[]): boolean => ${explainCall(source)};\n`;
  const exports = evaluateModule(exposed);
  const isValue = exports["isValue"] as CompiledValidator["isValue"];
  const explainValue = exports["explainValue"] as (value: unknown, issues: Issue[]) => boolean;
  return {
    source,
    isValue,
    explain: (value) => {
      const issues: Issue[] = [];
      explainValue(value, issues);
      return issues;
    },
  };
}

function explainCall(source: string): string {
  return /explain\(\w+Rule\d*, value, issues\)/.exec(source)?.[0] ?? "false";
}

/** Evaluates a generated module whose only import is `@dagwire/runtime/codegen/v1`. */
export function evaluateModule(source: string): Readonly<Record<string, unknown>> {
  const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const exports: Record<string, unknown> = {};
  const text = `(function (require, exports) {${ts.transpile(source, options)}\n})`;
  const run = runInThisContext(text) as (require: () => unknown, exports: object) => void;
  run(() => codegen, exports);
  return exports;
}
