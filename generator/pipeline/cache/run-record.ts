import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { InputLog } from "../../load/input-log.js";
import { fingerprint } from "./fingerprint.js";
import type { Covered } from "./fingerprint.js";
import { toolIdentity } from "./tool-identity.js";

/** The result of a run after which all generated files were up to date. */
export type RunOutcome = {
  /** The warnings of the run. A later run that finds no change shows them again. */
  readonly diagnostics: readonly Diagnostic[];
  /** Absolute paths of the output folders. */
  readonly outs: readonly string[];
};

type Kept = RunOutcome & { readonly tool: string; readonly covered: Covered; readonly fingerprint: string };

/**
 * Keeps a hash over the inputs and outputs of the last run after which all generated files were up to date. If the hash has
 * not changed, the next run neither parses nor generates. The record is a file in `node_modules/.cache/dagwire`. A project
 * without `node_modules` keeps no record.
 */
export class RunRecord {
  readonly #path: string | undefined;

  /** @param request all options that decide the result of a run besides the files. */
  constructor(root: string, request: readonly unknown[]) {
    const modules = join(root, "node_modules");
    const name = createHash("sha256")
      .update(JSON.stringify([root, ...request]))
      .digest("hex")
      .slice(0, 16);
    this.#path = existsSync(modules) ? join(modules, ".cache", "dagwire", `run-${name}.json`) : undefined;
  }

  /** Returns the result of the last run if no input, no output and not dagwire itself has changed since; else `undefined`. */
  unchanged(): RunOutcome | undefined {
    const kept = this.#read();
    if (kept === undefined || kept.tool !== toolIdentity()) return undefined;
    return fingerprint(kept.covered) === kept.fingerprint ? kept : undefined;
  }

  /**
   * Records a run after which the generated files are up to date. Ignores errors of writing, because the next run can do
   * without the record.
   */
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
