import type { Document } from "./document-store.js";
import type { Site } from "./site.js";

/** The schemas that can be referred to by an absolute URI: files by their address, schemas by their `$id`. */
export class Resources {
  readonly #sites = new Map<string, readonly Site[]>();
  #hasRivals = false;

  /** False as long as every name is that of one schema. */
  get hasRivals(): boolean {
    return this.#hasRivals;
  }

  has(uri: string): boolean {
    return this.#sites.has(uri);
  }

  /** All schemas of that name. */
  all(uri: string): readonly Site[] {
    return this.#sites.get(uri) ?? [];
  }

  /** Makes a schema known, beside others of that name. */
  add(uri: string, site: Site): void {
    const known = this.all(uri);
    if (known.length > 0) this.#hasRivals = true;
    this.#sites.set(uri, [...known, site]);
  }

  /** Forgets what a document made known. */
  remove(document: Document): void {
    for (const [uri, sites] of this.#sites) {
      const others = sites.filter((site) => site.document !== document);
      if (others.length === 0) this.#sites.delete(uri);
      else if (others.length < sites.length) this.#sites.set(uri, others);
    }
  }
}
