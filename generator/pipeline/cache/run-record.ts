import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { InputLog } from "../../load/input-log.js";
import { fingerprint } from "./fingerprint.js";
import type { Covered } from "./fingerprint.js";
import { toolIdentity } from "./tool-identity.js";

/** The result of a run after which everything was up to date. */
export type RunOutcome = {
  /** Warnings, which are shown again as long as nothing changes. */
  readonly diagnostics: readonly Diagnostic[];
  /** Output folders, absolute. */
  readonly outs: readonly string[];
};

type Kept = RunOutcome & { readonly tool: string; readonly covered: Covered; readonly fingerprint: string };

/**
 * Keeps a hash of the inputs and outputs of the last run after which everything was up to date. While the hash is equal,
 * the next run neither parses nor generates. The record is kept in `node_modules/.cache/dagwire`, or not at all if the
 * project has no `node_modules`.
 */
export class RunRecord {
  readonly #path: string | undefined;

  /** @param request everything besides the files that decides the result of a run. */
  constructor(root: string, request: readonly unknown[]) {
    const modules = join(root, "node_modules");
    const name = createHash("sha256")
      .update(JSON.stringify([root, ...request]))
      .digest("hex")
      .slice(0, 16);
    this.#path = existsSync(modules) ? join(modules, ".cache", "dagwire", `run-${name}.json`) : undefined;
  }

  /** Returns the result of the last run if nothing has changed since; else `undefined`. */
  unchanged(): RunOutcome | undefined {
    const kept = this.#read();
    if (kept === undefined || kept.tool !== toolIdentity()) return undefined;
    return fingerprint(kept.covered) === kept.fingerprint ? kept : undefined;
  }

  /** Keeps a run after which the outputs match the inputs. Ignores an error, because the next run can do without the record. */
  keep(inputs: InputLog, outputs: readonly string[], outcome: RunOutcome): void {
    if (this.#path === undefined) return;
    const folders = [...inputs.folders, ...outcome.outs.map((path) => ({ path, isDeep: false }))];
    const covered = { files: [...inputs.files, ...outputs], folders };
    const kept: Kept = { ...outcome, tool: toolIdentity(), covered, fingerprint: fingerprint(covered) };
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      writeFileSync(this.#path, JSON.stringify(kept));
    } catch {
      return;
    }
  }

  #read(): Kept | undefined {
    if (this.#path === undefined) return undefined;
    try {
      return JSON.parse(readFileSync(this.#path, "utf8")) as Kept;
    } catch {
      return undefined;
    }
  }
}
