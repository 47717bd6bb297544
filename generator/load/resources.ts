import type { Document } from "./document-store.js";
import type { Site } from "./site.js";

/**
 * The schemas of a protocol by absolute URI. A whole file has the URI of its path; a schema with an `$id` has the URI
 * of the `$id`.
 */
export class Resources {
  readonly #sites = new Map<string, readonly Site[]>();
  #hasRivals = false;

  /** False if every URI belonged to only one schema so far. */
  get hasRivals(): boolean {
    return this.#hasRivals;
  }

  has(uri: string): boolean {
    return this.#sites.has(uri);
  }

  /** Returns all schemas with this URI. */
  all(uri: string): readonly Site[] {
    return this.#sites.get(uri) ?? [];
  }

  /** Registers a schema beside others with the same URI. */
  add(uri: string, site: Site): void {
    const known = this.all(uri);
    if (known.length > 0) this.#hasRivals = true;
    this.#sites.set(uri, [...known, site]);
  }

  /** Removes the schemas that are in a document. */
  remove(document: Document): void {
    for (const [uri, sites] of this.#sites) {
      const others = sites.filter((site) => site.document !== document);
      if (others.length === 0) this.#sites.delete(uri);
      else if (others.length < sites.length) this.#sites.set(uri, others);
    }
  }
}
