import type { Finding, Findings } from "../diagnostics/diagnostic.js";
import type { Document } from "./document-store.js";

/**
 * The files that were only looked through for an `$id`. They may be anything: what is wrong with them is
 * nobody's business until something refers to them.
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

  /** What `look` makes known, and finds wrong, is of files that nobody named. */
  during(look: () => void): void {
    this.#isOpen = true;
    try {
      look();
    } finally {
      this.#isOpen = false;
    }
  }

  /** A document is added, for the first time or again: from now on it counts as named, unless this is a search. */
  meet(document: Document, isNew: boolean): void {
    if (this.#isOpen && isNew) this.#documents.add(document);
    else if (!this.#isOpen && this.#documents.delete(document)) this.#tell(document);
  }

  /** Notes a finding about a document. */
  report(finding: Finding, document: Document): void {
    if (!this.#isOpen) return this.#findings.add(finding);
    const before = this.#untold.get(document);
    if (before === undefined) this.#untold.set(document, [finding]);
    else before.push(finding);
  }

  /** Something refers to what a document holds. */
  refer(document: Document): void {
    if (this.#documents.has(document)) this.#tell(document);
  }

  #tell(document: Document): void {
    for (const finding of this.#untold.get(document) ?? []) this.#findings.add(finding);
    this.#untold.delete(document);
  }
}
