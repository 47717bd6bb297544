import { Findings } from "./diagnostics/diagnostic.js";
import type { Diagnostic } from "./diagnostics/diagnostic.js";
import { isStackOverflow } from "./diagnostics/stack-overflow.js";
import { settle } from "./diagnostics/settle.js";
import type { SeverityOverrides } from "./diagnostics/settle.js";
import { loadManifest } from "./config/load-config.js";
import type { LoadedManifest, ProtocolPlan } from "./config/load-config.js";
import { lintProtocol } from "./lint/lint.js";
import { DocumentStore } from "./load/document-store.js";
import { Registry } from "./load/registry.js";
import { SchemaGraph } from "./load/schema-graph.js";
import { buildModel } from "./model/build-model.js";
import type { ProtocolModel } from "./model/protocol.js";

/** A protocol's model, or none where findings forbid it. */
export type ModelResult = {
  readonly model: ProtocolModel | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** False where the manifest itself is missing or no manifest: nothing was found out about schemas. */
  readonly isReadable: boolean;
};

/**
 * Reads and lints a protocol.
 *
 * @param root folder that shown paths are relative to.
 * @param isThorough true to look also for what costs much to find and does not make the output wrong.
 */
export function modelProtocol(root: string, plan: ProtocolPlan, severity: SeverityOverrides = {}, isThorough = false): ModelResult {
  const findings = new Findings();
  const store = new DocumentStore(root, findings);
  const loaded = loadManifest(plan.manifestPath, store, findings);
  const model = loaded === undefined ? undefined : readProtocol(loaded, store, findings, isThorough);
  const diagnostics = settle(findings.all(), (file) => store.textOf(file), severity);
  const isSound = diagnostics.every((diagnostic) => diagnostic.severity !== "error");
  return { model: isSound ? model : undefined, diagnostics, isReadable: loaded !== undefined };
}

function readProtocol(loaded: LoadedManifest, store: DocumentStore, findings: Findings, isThorough: boolean): ProtocolModel | undefined {
  try {
    const registry = new Registry(store, findings);
    const graph = new SchemaGraph(registry, findings);
    const model = buildModel({ loaded, store, registry, graph, findings });
    lintProtocol({ graph, documents: store.documents(), model, isThorough }, findings);
    return model;
  } catch (error) {
    if (!isStackOverflow(error)) throw error;
    const message = "The schemas refer to one another in a chain that is too long to follow.";
    findings.add({ rule: "SCHEMA_TOO_DEEP", place: { file: loaded.document.file }, message, hint: "Look for schemas that a program wrote." });
    return undefined;
  }
}
