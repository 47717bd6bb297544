import { Memo } from "../base/memo.js";
import type { ProtocolPlan } from "../config/load-config.js";
import type { SeverityOverrides } from "../diagnostics/settle.js";
import { StatementPrinter } from "../emit/print/statement-printer.js";
import type { StatementCache } from "../emit/print/statement-printer.js";
import { Workspace } from "../load/workspace.js";
import { Interest } from "./watch/interest.js";
import { generateProtocol } from "./generate.js";
import type { GenerateResult } from "./generate.js";

/** Options of a {@link ProtocolBuild}. */
export type BuildOptions = {
  /** The texts of statements that an earlier process has printed. */
  readonly printed?: StatementCache;
  /** True if the build runs only once, so that it keeps nothing for a later run. @default false */
  readonly isOnce?: boolean;
  /** Collects garbage. If `isOnce`, the build calls it before it makes each file. @default no call */
  readonly collect?: (() => void) | undefined;
};

/**
 * Generates one protocol again and again. Keeps the results for unchanged schemas from one run to the next. Each run gives
 * the same files, byte for byte, as a new `ProtocolBuild` would.
 */
export class ProtocolBuild {
  readonly #root: string;
  readonly #plan: ProtocolPlan;
  readonly #severity: SeverityOverrides;
  readonly #options: BuildOptions;
  readonly #printer: StatementPrinter;
  readonly #memo = new Memo();
  readonly #interest = new Interest();
  #workspace: Workspace | undefined;

  /** @param root the folder to which the paths in findings and generated files are relative. */
  constructor(root: string, plan: ProtocolPlan, severity: SeverityOverrides, options: BuildOptions = {}) {
    this.#root = root;
    this.#plan = plan;
    this.#severity = severity;
    this.#options = options;
    this.#printer = new StatementPrinter(options.printed);
  }

  /** The texts of the statements that the last run without errors has printed. */
  get printed(): StatementCache {
    return this.#printer.kept;
  }

  /**
   * Generates the protocol from the current contents of its files.
   *
   * @param changed absolute paths of all files that changed since the last run. If absent, all files are read again.
   */
  run(changed?: readonly string[]): GenerateResult {
    const result = this.#options.isOnce === true ? this.#runOnce() : this.#runAgain(changed);
    if (result.files !== undefined) {
      this.#printer.endRun();
      this.#memo.endRun();
    }
    return result;
  }

  #runOnce(): GenerateResult {
    return generateProtocol(this.#root, this.#plan, this.#severity, { printer: this.#printer, collect: this.#options.collect });
  }

  #runAgain(changed: readonly string[] | undefined): GenerateResult {
    const workspace = this.#refreshed(changed) ?? new Workspace(this.#root);
    this.#workspace = workspace;
    const memory = { printer: this.#printer, memo: this.#memo, workspace };
    const result = generateProtocol(this.#root, this.#plan, this.#severity, memory);
    this.#interest.replace(result.inputs);
    return result;
  }

  #refreshed(changed: readonly string[] | undefined): Workspace | undefined {
    const own = changed?.filter((path) => this.#interest.holds(path));
    if (own === undefined || own.includes(this.#plan.manifestPath)) return undefined;
    return this.#workspace?.refresh(own) === true ? this.#workspace : undefined;
  }
}
