import { Findings } from "../diagnostics/diagnostic.js";
import { DocumentStore } from "./document-store.js";
import { Registry } from "./registry.js";
import { SchemaGraph } from "./schema-graph.js";

/** The documents, URIs and schemas from one reading of a protocol's files. The next reading may continue with them. */
export class Workspace {
  /** The findings about files and keywords. */
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
   * Updates the workspace after files changed. Files that refer to changed ones are read again too. So if a
   * schema is still the same object, all schemas that it reaches are unchanged.
   *
   * @param changed the absolute paths of all files that differ from the last reading.
   * @returns false if more than the contents of known files changed, or if the reading had a finding.
   * The caller must not use the workspace again in that case.
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

  /** Returns true if the reading may continue: it had no findings. Findings are reported only while their file is read. */
  #isSound(): boolean {
    return this.findings.all().length === 0 && this.graph.unknownKeywords.length === 0 && !this.graph.hasScopes;
  }
}
