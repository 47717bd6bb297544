import type { Memo } from "../base/memo.js";
import { createSubsetChecker } from "../validate/witness-judge.js";
import { Findings } from "../diagnostics/diagnostic.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { RuleId } from "../diagnostics/rules.js";
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

/** The result of reading a protocol: the findings, and the model; `undefined` instead of the model if a finding is an error. */
export type ModelResult = {
  readonly model: ProtocolModel | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** False if the manifest is missing or is no manifest, so that the schemas were not read. */
  readonly isReadable: boolean;
  /** The files and folders that the result depends on. */
  readonly inputs: InputLog;
};

/** How many of its rules the linter runs. */
export type LintDepth = {
  /** True to run all rules. False to leave out the rules that take long, unless generated code would be wrong without them. */
  readonly isThorough?: boolean;
  /** The prover that decides the hard questions of a lint with all rules. */
  readonly prover?: Prover;
};

/** The objects that keep values of one reading of a protocol for the next reading. */
export type ReadMemory = {
  /** The files of the last reading, with the changed ones read again. @default all files are read again */
  readonly workspace?: Workspace | undefined;
  /** Keeps events, names and findings. @default nothing is kept for a later reading */
  readonly memo?: Memo | undefined;
};

/**
 * Reads and lints a protocol.
 *
 * @param root the folder to which the paths in findings are relative.
 * @param depth which rules the linter runs. By default the rules that take little time or without which generated code
 * could be wrong.
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
  const all = [...workspace.findings.all(), ...findings.all()];
  // Without a model the findings say why, so the config can neither weaken them nor turn them off.
  const diagnostics = settle(all, (file) => store.textOf(file), model === undefined ? {} : severity);
  const isSound = diagnostics.every((diagnostic) => diagnostic.severity !== "error");
  return { model: isSound ? model : undefined, diagnostics, isReadable: loaded !== undefined, inputs: store.inputs };
}

/** Rules of the loader: after such a finding a schema is missing, or lacks what its authors wrote. */
const unreadable: ReadonlySet<RuleId> = new Set([
  "FILE_NOT_FOUND",
  "FILE_UNREADABLE",
  "FILE_TOO_LARGE",
  "JSON_INVALID",
  "KEYWORD_INVALID",
  "REF_NOT_FOUND",
  "REF_AMBIGUOUS",
] as const);

type Memory = { readonly workspace: Workspace; readonly memo: Memo | undefined };

function readProtocol(
  loaded: LoadedManifest,
  { workspace: { store, registry, graph, findings: faults }, memo }: Memory,
  findings: Findings,
  { isThorough = false, prover }: LintDepth,
): ProtocolModel | undefined {
  for (const finding of lintDuplicateKeys({ documents: [loaded.document] })) findings.add(finding);
  try {
    const checker = createSubsetChecker();
    const model = buildModel({ loaded, store, registry, graph, findings }, memo);
    const isReadable = ![...faults.all(), ...findings.all()].some(({ rule }) => unreadable.has(rule));
    lintProtocol(graph, findings, {
      documents: store.documents(),
      model,
      isThorough,
      isReadable,
      isSubset: (inner, outer) => checker.isSubset(inner, outer),
      prover,
      memo,
    });
    const peers = loadSupport(loaded.document.path, model.digest, store, findings);
    return peers === undefined ? model : { ...model, peers };
  } catch (error) {
    if (!isStackOverflow(error)) throw error;
    const message = "The schemas of this manifest nest, or refer to one another, so deeply that the generator ran out of stack.";
    findings.add({
      rule: "SCHEMA_TOO_DEEP",
      place: { file: loaded.document.file },
      message,
      hint: "Look for a schema with very many levels, perhaps one that a program generated, and split it or make it flatter.",
    });
    return undefined;
  }
}
