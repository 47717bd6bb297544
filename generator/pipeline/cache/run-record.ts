import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { InputLog } from "../../load/input-log.js";
import { fingerprint } from "./fingerprint.js";
import type { Covered } from "./fingerprint.js";
import { toolIdentity } from "./tool-identity.js";

/** What a run that left everything up to date had to say. */
export type RunOutcome = {
  /** Warnings, shown again as long as nothing changes. */
  readonly diagnostics: readonly Diagnostic[];
  /** Output folders, absolute. */
  readonly outs: readonly string[];
};

type Kept = RunOutcome & { readonly tool: string; readonly covered: Covered; readonly fingerprint: string };

/**
 * Remembers the inputs and outputs of the last run that left everything up to date, by their
 * contents. While they are the same, the next run need neither parse nor generate. Kept in
 * `node_modules/.cache/dagwire`; where there is no `node_modules`, nothing is kept.
 */
export class RunRecord {
  readonly #path: string | undefined;

  /** @param request all that decides, beside the files, what the run does. */
  constructor(root: string, request: readonly unknown[]) {
    const modules = join(root, "node_modules");
    const name = createHash("sha256")
      .update(JSON.stringify([root, ...request]))
      .digest("hex")
      .slice(0, 16);
    this.#path = existsSync(modules) ? join(modules, ".cache", "dagwire", `run-${name}.json`) : undefined;
  }

  /** How the last run ended, where nothing has changed since; else `undefined`. */
  unchanged(): RunOutcome | undefined {
    const kept = this.#read();
    if (kept === undefined || kept.tool !== toolIdentity()) return undefined;
    return fingerprint(kept.covered) === kept.fingerprint ? kept : undefined;
  }

  /** Remembers a run after which the outputs match the inputs. A record that cannot be written is no reason to fail. */
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
