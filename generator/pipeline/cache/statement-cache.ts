import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { StatementCache } from "../../emit/print/statement-printer.js";
import { toolIdentity } from "./tool-identity.js";

type Kept = { readonly tool: string; readonly statements: readonly (readonly [hash: string, text: string])[] };

/**
 * The file with the texts of the statements that the last run has printed. With it, a run without changes does not have to
 * load ts-morph. The file is in `node_modules/.cache/dagwire`. A project without `node_modules` has no such file.
 */
export class StatementCacheFile {
  readonly #path: string | undefined;
  #text = "";

  /** @param manifestPath the manifest of the protocol. Each protocol has a cache file of its own. */
  constructor(root: string, manifestPath: string) {
    const modules = join(root, "node_modules");
    const name = createHash("sha256").update(manifestPath).digest("hex").slice(0, 16);
    this.#path = existsSync(modules) ? join(modules, ".cache", "dagwire", `statements-${name}.json`) : undefined;
  }

  /** Returns the statements' texts of the last run; an empty map if the file is missing, damaged or from another version of dagwire. */
  read(): StatementCache {
    if (this.#path === undefined || !existsSync(this.#path)) return new Map();
    try {
      this.#text = readFileSync(this.#path, "utf8");
      const kept = JSON.parse(this.#text) as Kept;
      return kept.tool === toolIdentity() ? new Map(kept.statements) : new Map();
    } catch {
      return new Map();
    }
  }

  /** Writes the statements' texts for the next run. Ignores errors of writing, because the next run can do without the file. */
  write(cache: StatementCache): void {
    const text = JSON.stringify({ tool: toolIdentity(), statements: [...cache] } satisfies Kept);
    if (this.#path === undefined || text === this.#text) return;
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      writeFileSync(this.#path, text);
    } catch {
      this.#text = "";
    }
  }
}
