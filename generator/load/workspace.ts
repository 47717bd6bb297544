import { Findings } from "../diagnostics/diagnostic.js";
import { DocumentStore } from "./document-store.js";
import { Registry } from "./registry.js";
import { SchemaGraph } from "./schema-graph.js";

/**
 * The documents, URIs and schemas that one run of the generator read from a protocol's files. The next run may use the
 * workspace again and reads only files that changed.
 */
export class Workspace {
  /** The findings that the loader reported about files and keywords. */
  readonly findings = new Findings();
  readonly store: DocumentStore;
  readonly registry: Registry;
  readonly graph: SchemaGraph;

  /** @param root the folder that shown paths are relative to. */
  constructor(root: string) {
    this.store = new DocumentStore(root, this.findings);
    this.registry = new Registry(this.store, this.findings);
    this.graph = new SchemaGraph(this.registry, this.findings);
  }

  /**
   * Updates the workspace after files changed. Reads changed files again, and all files that refer to these. So if a
   * schema is still the same object, all schemas that it reaches are unchanged.
   *
   * @param changed the absolute paths of all files that changed since the workspace read them.
   * @returns false if the update is impossible: files were added or removed, ids changed, or the loader reported a finding.
   *   Then the caller must read everything in a new workspace.
   */
  refresh(changed: readonly string[]): boolean {
    if (!this.#isSound()) return false;
    const dropped: string[] = [];
    for (const path of changed) {
      const versions = this.store.reread(path);
      if (versions === undefined) return false;
      if (versions.before === versions.after) continue;
      if (!this.registry.replace(versions.before, versions.after)) return false;
      dropped.push(path);
    }
    this.graph.forget(dropped);
    return this.#isSound();
  }

  /**
   * Returns true if the loader has reported no findings. A workspace with findings cannot be used again, because
   * findings about unchanged files would not be reported again.
   */
  #isSound(): boolean {
    return this.findings.all().length === 0 && this.graph.unknownKeywords.length === 0 && !this.graph.hasScopes;
  }
}
