import type { ProtocolPlan } from "../config/load-config.js";
import type { SeverityOverrides } from "../diagnostics/settle.js";
import { StatementPrinter } from "../emit/print/statement-printer.js";
import type { StatementCache } from "../emit/print/statement-printer.js";
import { FileMemo } from "../emit/file-memo.js";
import { Workspace } from "../load/workspace.js";
import { Interest } from "./watch/interest.js";
import { repeated } from "../emit/validator/transcript.js";
import { generateProtocol } from "./generate.js";
import type { GenerateResult } from "./generate.js";

/** What a session may be told. */
export type SessionOptions = {
  /** Statements that are known from before. */
  readonly printed?: StatementCache;
  /** True where there will be one run only, so that nothing need be kept. */
  readonly isOnce?: boolean;
};

/**
 * Generates one protocol again and again, and keeps what did not change from one run to the next.
 * What it gives is what a fresh run would give, byte for byte.
 */
export class ProtocolSession {
  readonly #root: string;
  readonly #plan: ProtocolPlan;
  readonly #severity: SeverityOverrides;
  readonly #options: SessionOptions;
  #printed: StatementCache;
  #workspace: Workspace | undefined;
  readonly #files = new FileMemo();
  readonly #interest = new Interest();

  /**
   * @param root folder that shown paths are relative to.
   */
  constructor(root: string, plan: ProtocolPlan, severity: SeverityOverrides, options: SessionOptions = {}) {
    this.#root = root;
    this.#plan = plan;
    this.#severity = severity;
    this.#options = options;
    this.#printed = options.printed ?? new Map();
  }

  /** Texts of the statements of the last run that gave files. */
  get printed(): StatementCache {
    return this.#printed;
  }

  /**
   * Generates the protocol as its files are now.
   *
   * @param changed absolute paths, all that changed since the last run; left out where that is not known.
   */
  run(changed?: readonly string[]): GenerateResult {
    const printer = new StatementPrinter(this.#printed);
    if (this.#options.isOnce === true) {
      return this.#noted(generateProtocol(this.#root, this.#plan, this.#severity, { printer }), printer);
    }
    const memory = { printer, files: this.#files };
    const workspace = this.#refreshed(changed) ?? new Workspace(this.#root);
    this.#workspace = workspace;
    const result = repeated(() => generateProtocol(this.#root, this.#plan, this.#severity, memory, workspace));
    this.#interest.replace(result.inputs);
    return this.#noted(result, printer);
  }

  #noted(result: GenerateResult, printer: StatementPrinter): GenerateResult {
    if (result.files !== undefined) this.#printed = printer.used;
    return result;
  }

  #refreshed(changed: readonly string[] | undefined): Workspace | undefined {
    const own = changed?.filter((path) => this.#interest.holds(path));
    if (own === undefined || own.includes(this.#plan.manifestPath)) return undefined;
    return this.#workspace?.refresh(own) === true ? this.#workspace : undefined;
  }
}
