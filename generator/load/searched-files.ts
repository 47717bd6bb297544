import type { Finding, Findings } from "../diagnostics/diagnostic.js";
import type { Document } from "./document-store.js";

/**
 * The files that were only searched for an `$id`. Such a file need not belong to the protocol, so findings
 * about it are held back until a schema refers to it.
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

  /** Runs a search. Documents that are added meanwhile count as searched files, and findings about them are held back. */
  during(look: () => void): void {
    this.#isOpen = true;
    try {
      look();
    } finally {
      this.#isOpen = false;
    }
  }

  /** Notes that a document is added. A new document of a search counts as searched; outside a search, the document counts as named. */
  meet(document: Document, isNew: boolean): void {
    if (this.#isOpen && isNew) this.#documents.add(document);
    else if (!this.#isOpen && this.#documents.delete(document)) this.#tell(document);
  }

  /** Reports a finding about a document, or holds the finding back during a search. */
  report(finding: Finding, document: Document): void {
    if (!this.#isOpen) return this.#findings.add(finding);
    const before = this.#untold.get(document);
    if (before === undefined) this.#untold.set(document, [finding]);
    else before.push(finding);
  }

  /** Reports the findings that were held back for a document, because a schema now refers to it. */
  refer(document: Document): void {
    if (this.#documents.has(document)) this.#tell(document);
  }

  #tell(document: Document): void {
    for (const finding of this.#untold.get(document) ?? []) this.#findings.add(finding);
    this.#untold.delete(document);
  }
}
