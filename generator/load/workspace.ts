import { Findings } from "../diagnostics/diagnostic.js";
import { DocumentStore } from "./document-store.js";
import { Registry } from "./registry.js";
import { SchemaGraph } from "./schema-graph.js";

/** What reading a protocol's files gave: documents, addresses, schemas. It may be used for the next reading. */
export class Workspace {
  /** What was found out while files and keywords were read. */
  readonly findings = new Findings();
  readonly store: DocumentStore;
  readonly registry: Registry;
  readonly graph: SchemaGraph;

  /** @param root folder that shown paths are relative to. */
  constructor(root: string) {
    this.store = new DocumentStore(root, this.findings);
    this.registry = new Registry(this.store, this.findings);
    this.graph = new SchemaGraph(this.registry, this.findings);
  }

  /**
   * Takes over changed files. What refers to them is read anew too, so that a schema whose object
   * stays the same says the same, all the way down.
   *
   * @param changed absolute paths, all that differ from the last reading.
   * @returns false where more than the contents of known files changed, or something was wrong:
   * the workspace is then of no more use.
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

  /** Findings are reported once, while something is read; only a reading without any can be gone on with. */
  #isSound(): boolean {
    return this.findings.all().length === 0 && this.graph.unknownKeywords.length === 0 && !this.graph.hasScopes;
  }
}
