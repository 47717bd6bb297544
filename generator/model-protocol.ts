import { SubsetChecker } from "./compat/subset/subset-checker.js";
import { Findings } from "./diagnostics/diagnostic.js";
import type { Diagnostic } from "./diagnostics/diagnostic.js";
import { isStackOverflow } from "./diagnostics/stack-overflow.js";
import { settle } from "./diagnostics/settle.js";
import type { SeverityOverrides } from "./diagnostics/settle.js";
import { loadManifest } from "./config/load-config.js";
import type { LoadedManifest, ProtocolPlan } from "./config/load-config.js";
import { lintProtocol } from "./lint/lint.js";
import type { InputLog } from "./load/input-log.js";
import { Workspace } from "./load/workspace.js";
import { buildModel } from "./model/build-model.js";
import type { ProtocolModel } from "./model/protocol.js";

/** A protocol's model, or none where findings forbid it. */
export type ModelResult = {
  readonly model: ProtocolModel | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** False where the manifest itself is missing or no manifest: nothing was found out about schemas. */
  readonly isReadable: boolean;
  /** All that the result depends on. */
  readonly inputs: InputLog;
};

/**
 * Reads and lints a protocol.
 *
 * @param root folder that shown paths are relative to.
 * @param isThorough true to look also for what costs much to find and does not make the output wrong.
 * @param workspace what an earlier reading left, taken to the present state of the files.
 */
export function modelProtocol(
  root: string,
  plan: ProtocolPlan,
  severity: SeverityOverrides = {},
  isThorough = false,
  workspace: Workspace = new Workspace(root),
): ModelResult {
  const { store } = workspace;
  const findings = new Findings();
  const loaded = loadManifest(plan.manifestPath, store, findings);
  const model = loaded === undefined ? undefined : readProtocol(loaded, workspace, findings, isThorough);
  const diagnostics = settle([...workspace.findings.all(), ...findings.all()], (file) => store.textOf(file), severity);
  const isSound = diagnostics.every((diagnostic) => diagnostic.severity !== "error");
  return { model: isSound ? model : undefined, diagnostics, isReadable: loaded !== undefined, inputs: store.inputs };
}

function readProtocol(
  loaded: LoadedManifest,
  { store, registry, graph }: Workspace,
  findings: Findings,
  isThorough: boolean,
): ProtocolModel | undefined {
  try {
    const checker = new SubsetChecker();
    const model = buildModel({ loaded, store, registry, graph, findings });
    lintProtocol(graph, findings, {
      documents: store.documents(),
      model,
      isThorough,
      isSubset: (inner, outer) => checker.isSubset(inner, outer),
    });
    return model;
  } catch (error) {
    if (!isStackOverflow(error)) throw error;
    const message = "The schemas nest, or refer to one another, further than can be followed.";
    findings.add({
      rule: "SCHEMA_TOO_DEEP",
      place: { file: loaded.document.file },
      message,
      hint: "Look for schemas that a program wrote.",
    });
    return undefined;
  }
}
