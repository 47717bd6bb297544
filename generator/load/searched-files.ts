import type { Finding, Findings } from "../diagnostics/diagnostic.js";
import type { Document } from "./document-store.js";

/**
 * The files in which the loader only looked for an `$id`. Such a file may not belong to the protocol, so findings about
 * the file are kept back until a schema refers to it.
 */
export class SearchedFiles {
  readonly #findings: Findings;
  readonly #documents = new Set<Document>();
  readonly #untold = new Map<Document, Finding[]>();
  #isOpen = false;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  has(document: Document): boolean {
    return this.#documents.has(document);
  }

  /**
   * Runs a search for an `$id`. Documents that the search adds count as searched files, and findings about them are
   * kept back.
   */
  during(look: () => void): void {
    this.#isOpen = true;
    try {
      look();
    } finally {
      this.#isOpen = false;
    }
  }

  /**
   * Records that a document was added. A document that is new during a search counts as a searched file. A document
   * that is added outside of a search counts as named by a schema.
   */
  meet(document: Document, isNew: boolean): void {
    if (this.#isOpen && isNew) this.#documents.add(document);
    else if (!this.#isOpen && this.#documents.delete(document)) this.#tell(document);
  }

  /** Reports a finding about a document, or keeps the finding back if the document is a searched file. */
  report(finding: Finding, document: Document): void {
    if (!this.#isOpen) return this.#findings.add(finding);
    const before = this.#untold.get(document);
    if (before === undefined) this.#untold.set(document, [finding]);
    else before.push(finding);
  }

  /** Reports the findings that were kept back for a document. Call this when a schema refers to the document. */
  refer(document: Document): void {
    if (this.#documents.has(document)) this.#tell(document);
  }

  #tell(document: Document): void {
    for (const finding of this.#untold.get(document) ?? []) this.#findings.add(finding);
    this.#untold.delete(document);
  }
}
