import { settleFiles } from "../diagnostics/settle.js";
import type { SeverityOverrides } from "../diagnostics/settle.js";
import type { ProtocolPlan } from "../config/load-config.js";
import { exportsOf } from "../emit/emit-index.js";
import { moduleName } from "../emit/import-paths.js";
import { emitProtocolFiles } from "../emit/emit-protocol-files.js";
import type { EmitMemory } from "../emit/emit-protocol-files.js";
import { StatementPrinter } from "../emit/print/statement-printer.js";
import type { GeneratedFile } from "../emit/print/statement.js";
import { entryNames, isConstantName } from "../model/generated-names.js";
import type { ProtocolModel } from "../model/protocol.js";
import { modelProtocol } from "./read-protocol.js";
import type { ModelResult, ReadMemory } from "./read-protocol.js";

/** The result of generating a protocol: the findings, and the files; `undefined` instead of the files if a finding is an error. */
export type GenerateResult = Omit<ModelResult, "model"> & { readonly files: readonly GeneratedFile[] | undefined };

/**
 * The objects that keep values of one run of the generator for the next. Without a workspace, the documents are freed before
 * the files are made.
 */
export type BuildMemory = EmitMemory & ReadMemory;

/** Generates a protocol's files without writing them to disk. The same schemas, manifest and options always give the same bytes. */
export function generateProtocol(
  root: string,
  plan: ProtocolPlan,
  severity: SeverityOverrides = {},
  memory: BuildMemory = { printer: new StatementPrinter() },
): GenerateResult {
  const { model, ...result } = modelProtocol(root, plan, severity, {}, { workspace: memory.workspace, memo: memory.memo });
  if (model === undefined) return { ...result, files: undefined };
  const { whole } = entryNames(model.name, plan.entry);
  if (!isConstantName(whole)) return withFinding(result, model, `"${whole}" cannot be the name of a constant in TypeScript.`);
  const files = emitProtocolFiles(model, plan.runtime, memory, plan);
  const clash = entryClash(files, moduleName("entry", plan.importExtension ?? ".js"));
  return clash === undefined ? { ...result, files } : withFinding(result, model, clash);
}

function withFinding(result: Omit<GenerateResult, "files">, { name, manifest }: ProtocolModel, reason: string): GenerateResult {
  const message = `Protocol "${name}" needs another name for its entry object: ${reason}`;
  const hint = 'Set the option "entry" of the protocol in dagwire.config.json to another name.';
  const found = settleFiles([{ rule: "OUTPUT_ENTRY_NAME", place: { file: manifest }, message, hint }]);
  return { ...result, diagnostics: [...result.diagnostics, ...found], files: undefined };
}

/** Returns a message if another generated file exports a name that `entry.ts` exports: `index.ts` could then export only one of the two. */
function entryClash(files: readonly GeneratedFile[], entryModule: string): string | undefined {
  const index = files.find(({ path }) => path === "index.ts")?.text ?? "";
  const lists = [...index.matchAll(/^export (?:type )?\{([^}]*)\} from "\.\/([^"]*)";/gm)].filter(([, , from]) => from === entryModule);
  const listed = new Set(lists.flatMap(([, names = ""]) => names.split(/[\s,]+/)));
  const missing = files
    .filter(({ path }) => path === "entry.ts")
    .flatMap(exportedNames)
    .find((name) => !listed.has(name));
  if (missing === undefined) return undefined;
  const other = files.find((file) => file.path !== "entry.ts" && file.path !== "index.ts" && exportedNames(file).includes(missing));
  return `"${other?.path ?? "another file"}" exports "${missing}" too.`;
}

function exportedNames({ path, text }: GeneratedFile): string[] {
  const { types, values } = exportsOf(path, text);
  return [...types, ...values];
}
