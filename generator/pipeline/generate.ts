import type { SeverityOverrides } from "../diagnostics/settle.js";
import type { ProtocolPlan } from "../config/load-config.js";
import { emitProtocolFiles } from "../emit/emit-protocol-files.js";
import type { EmitMemory } from "../emit/emit-protocol-files.js";
import { StatementPrinter } from "../emit/print/statement-printer.js";
import type { GeneratedFile } from "../emit/print/statement.js";
import type { Workspace } from "../load/workspace.js";
import { modelProtocol } from "./read-protocol.js";
import type { ModelResult } from "./read-protocol.js";

/** A protocol's files, or none where findings forbid them. */
export type GenerateResult = Omit<ModelResult, "model"> & { readonly files: readonly GeneratedFile[] | undefined };

/**
 * Generates a protocol's files without writing them. Equal input gives equal bytes.
 *
 * @param workspace what is to outlive this run; without one the documents go before the files are made.
 */
export function generateProtocol(
  root: string,
  plan: ProtocolPlan,
  severity: SeverityOverrides = {},
  memory: EmitMemory = { printer: new StatementPrinter() },
  workspace?: Workspace,
): GenerateResult {
  const { model, ...result } = modelProtocol(root, plan, severity, {}, workspace);
  return { ...result, files: model === undefined ? undefined : emitProtocolFiles(model, plan.runtime, memory, plan) };
}
