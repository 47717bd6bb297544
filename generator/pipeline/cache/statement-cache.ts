import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { StatementCache } from "../../emit/print/statement-printer.js";
import { toolIdentity } from "./tool-identity.js";

type Kept = { readonly tool: string; readonly statements: readonly (readonly [hash: string, text: string])[] };

/**
 * Printed statements of the last run, so that a run that changes nothing need not load ts-morph.
 * Kept in `node_modules/.cache/dagwire`; where there is no `node_modules`, nothing is kept.
 */
export class StatementCacheFile {
  readonly #path: string | undefined;
  #text = "";

  /** @param manifestPath whose statements; each protocol has a file of its own. */
  constructor(root: string, manifestPath: string) {
    const modules = join(root, "node_modules");
    const name = createHash("sha256").update(manifestPath).digest("hex").slice(0, 16);
    this.#path = existsSync(modules) ? join(modules, ".cache", "dagwire", `statements-${name}.json`) : undefined;
  }

  /** What the last run kept; empty where that is gone, damaged, or another dagwire's. */
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

  /** Keeps texts for the next run. A cache that cannot be written is no reason to fail. */
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
