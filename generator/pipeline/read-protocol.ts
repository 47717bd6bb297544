import type { Memo } from "../base/memo.js";
import { createSubsetChecker } from "../validate/witness-judge.js";
import { Findings } from "../diagnostics/diagnostic.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { isStackOverflow } from "../base/stack-overflow.js";
import { settle } from "../diagnostics/settle.js";
import type { SeverityOverrides } from "../diagnostics/settle.js";
import { loadManifest } from "../config/load-config.js";
import { loadSupport } from "../config/load-support.js";
import type { LoadedManifest, ProtocolPlan } from "../config/load-config.js";
import { lintDuplicateKeys } from "../lint/duplicate-keys.js";
import { lintProtocol } from "../lint/lint.js";
import type { Prover } from "../lint/context.js";
import type { InputLog } from "../load/input-log.js";
import { Workspace } from "../load/workspace.js";
import { buildModel } from "../model/build-model.js";
import type { ProtocolModel } from "../model/protocol.js";

/** A protocol's model, or `undefined` if there are errors. */
export type ModelResult = {
  readonly model: ProtocolModel | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** False if the manifest is missing or is no manifest. The schemas were not read then. */
  readonly isReadable: boolean;
  /** The files and folders that the result depends on. */
  readonly inputs: InputLog;
};

/** Which rules the linter runs. */
export type LintDepth = {
  /** True for all rules: also those that take long, and those whose findings do not make the output wrong. */
  readonly isThorough?: boolean;
  /** Decides hard questions for a thorough lint. */
  readonly prover?: Prover;
};

/** The memory of earlier readings, and for later ones. */
export type ReadMemory = {
  /** The files of the earlier reading, brought up to date. @default all files are read anew */
  readonly workspace?: Workspace | undefined;
  /** Keeps events, names and findings. @default nothing is kept for a later reading */
  readonly memo?: Memo | undefined;
};

/**
 * Reads and lints a protocol.
 *
 * @param root folder that shown paths are relative to.
 * @param depth which rules to run. By default those that take little time, and those whose findings make the output wrong.
 */
export function modelProtocol(
  root: string,
  plan: ProtocolPlan,
  severity: SeverityOverrides = {},
  depth: LintDepth = {},
  { workspace = new Workspace(root), memo }: ReadMemory = {},
): ModelResult {
  const { store } = workspace;
  const findings = new Findings();
  const loaded = loadManifest(plan.manifestPath, store, findings);
  const model = loaded === undefined ? undefined : readProtocol(loaded, { workspace, memo }, findings, depth);
  const diagnostics = settle([...workspace.findings.all(), ...findings.all()], (file) => store.textOf(file), severity);
  const isSound = diagnostics.every((diagnostic) => diagnostic.severity !== "error");
  return { model: isSound ? model : undefined, diagnostics, isReadable: loaded !== undefined, inputs: store.inputs };
}

type Memory = { readonly workspace: Workspace; readonly memo: Memo | undefined };

function readProtocol(
  loaded: LoadedManifest,
  { workspace: { store, registry, graph }, memo }: Memory,
  findings: Findings,
  { isThorough = false, prover }: LintDepth,
): ProtocolModel | undefined {
  for (const finding of lintDuplicateKeys({ documents: [loaded.document] })) findings.add(finding);
  try {
    const checker = createSubsetChecker();
    const model = buildModel({ loaded, store, registry, graph, findings }, memo);
    lintProtocol(graph, findings, {
      documents: store.documents(),
      model,
      isThorough,
      isSubset: (inner, outer) => checker.isSubset(inner, outer),
      prover,
      memo,
    });
    const peers = loadSupport(loaded.document.path, model.digest, store, findings);
    return peers === undefined ? model : { ...model, peers };
  } catch (error) {
    if (!isStackOverflow(error)) throw error;
    const message = "The schemas nest, or refer to one another, too deeply to be read.";
    findings.add({
      rule: "SCHEMA_TOO_DEEP",
      place: { file: loaded.document.file },
      message,
      hint: "Look for a schema that a program generated, and make it flatter.",
    });
    return undefined;
  }
}
