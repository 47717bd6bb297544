import type { Finding, Findings } from "../diagnostics/diagnostic.js";
import type { Document } from "./document-store.js";

/**
 * The files that were only looked through for an `$id`. They may be anything: what is wrong with them is
 * nobody's business until something refers to them.
 */
export class SearchedFiles {
  readonly #findings: Findings;
  readonly #documents = new Set<Document>();
  readonly #untold = new Map<Document | string, Finding[]>();
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

  /** A document is added: from now on it counts as named, unless this is a search. */
  meet(document: Document): void {
    if (this.#isOpen) this.#documents.add(document);
    else this.#name(document);
  }

  /** Notes a finding about a document, or about an id that stands twice. */
  report(finding: Finding, subject: Document | string): void {
    if (!this.#isOpen) return this.#findings.add(finding);
    const before = this.#untold.get(subject);
    if (before === undefined) this.#untold.set(subject, [finding]);
    else before.push(finding);
  }

  /** Something refers to an id that the search found in a document. */
  refer(id: string, document: Document): void {
    this.#name(document);
    this.#tell(id);
  }

  #name(document: Document): void {
    if (this.#documents.delete(document)) this.#tell(document);
  }

  #tell(subject: Document | string): void {
    for (const finding of this.#untold.get(subject) ?? []) this.#findings.add(finding);
    this.#untold.delete(subject);
  }
}
