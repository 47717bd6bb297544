import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { LoadedConfig, ProtocolPlan } from "../config/load-config.js";
import { Findings } from "../diagnostics/diagnostic.js";
import type { Diagnostic, Finding } from "../diagnostics/diagnostic.js";
import type { SeverityOverrides } from "../diagnostics/settle.js";
import { settle, settleFiles } from "../diagnostics/settle.js";
import { headerStart } from "../emit/emit-protocol-files.js";
import type { GeneratedFile } from "../emit/print/statement.js";
import { DocumentStore } from "../load/document-store.js";
import { InputLog } from "../load/input-log.js";
import { foreignOutput, oldOutput, outputProblem, staleOutput } from "./output-findings.js";
import type { ComparedOutput } from "./output-findings.js";
import { ProtocolBuild } from "./protocol-build.js";
import { compareOutput } from "../write/difference.js";
import { StatementCacheFile } from "./cache/statement-cache.js";
import { OutputTexts } from "../write/output-texts.js";
import { writeOutput } from "../write/write-files.js";
import { exitCode, UsageError } from "../base/exit-code.js";
import type { CommandContext } from "../diagnostics/command-context.js";
import type { ExitCode } from "../base/exit-code.js";
import { readConfig } from "./read-config.js";
import { showDiagnostics } from "../diagnostics/command-context.js";
import { shownFolder, upToDate } from "../base/shown-folder.js";

/** The options of `dagwire generate`. */
export type GenerateRequest = {
  /** Path of the config, of a folder that contains a config, or of a manifest. */
  readonly config?: string | undefined;
  /** The output folder to use instead of the config's. */
  readonly out?: string | undefined;
  readonly typebox: boolean;
  readonly isCheck: boolean;
  /** True if the command generates only once and then ends. */
  readonly isOnce: boolean;
};

/** The result of generating all protocols of the config. */
export type RunReport = {
  readonly code: ExitCode;
  /** The files and folders that the run depends on. */
  readonly inputs: InputLog;
  /** Absolute paths of all generated files. */
  readonly outputs: readonly string[];
  /** Absolute paths of the output folders. */
  readonly outs: readonly string[];
  /** The number of files that were written or removed. */
  readonly written: number;
  readonly diagnostics: readonly Diagnostic[];
  /** False if a file on the disk still has another text than the generated one. */
  readonly isExact: boolean;
};

type Kept = { readonly build: ProtocolBuild; readonly cache: StatementCacheFile };

type Tally = {
  readonly changed: readonly string[] | undefined;
  readonly inputs: InputLog;
  readonly outputs: string[];
  readonly outs: string[];
  written: number;
  readonly diagnostics: Diagnostic[];
  isExact: boolean;
};

/** Generates and writes every protocol of a config, once or again and again. */
export class PlanRunner {
  readonly #root: string;
  readonly #request: GenerateRequest;
  readonly #builds = new Map<string, Kept>();
  readonly #output = new OutputTexts();

  /** @param root the folder in which the command was called. */
  constructor(root: string, request: GenerateRequest) {
    this.#root = root;
    this.#request = request;
  }

  /**
   * Generates all protocols from the current contents of their files, and writes the generated files that have changed.
   *
   * @param changed absolute paths of all files that changed since the last run. If absent, all files are read again.
   * @throws UsageError if an option of the request or config does not fit the protocols.
   */
  run(context: CommandContext, changed?: readonly string[]): RunReport {
    const tally: Tally = { changed, inputs: new InputLog(), outputs: [], outs: [], written: 0, diagnostics: [], isExact: true };
    const config = this.#openConfig(tally, context);
    if (config === undefined) return { ...tally, code: exitCode.usage };
    const codes = this.#plans(config).map((plan) => this.#runPlan(plan, config, tally, context));
    return { ...tally, code: codes.find((code) => code !== exitCode.fine) ?? exitCode.fine };
  }

  #openConfig(tally: Tally, context: CommandContext): LoadedConfig | undefined {
    const { config: named } = this.#request;
    const findings = new Findings();
    const store = new DocumentStore(this.#root, findings);
    if (named !== undefined) store.inputs.file(resolve(this.#root, named));
    const config = readConfig(this.#root, named, store, findings);
    tally.inputs.include(store.inputs);
    if (config === undefined)
      show(
        settle(findings.all(), (file) => store.textOf(file)),
        tally,
        context,
      );
    return config;
  }

  #plans({ plans }: LoadedConfig): readonly ProtocolPlan[] {
    const { out, typebox } = this.#request;
    const asked = typebox ? plans.map((plan) => ({ ...plan, typebox })) : plans;
    const [plan] = asked;
    if (out === undefined || plan === undefined) return asked;
    if (asked.length > 1)
      throw new UsageError(
        `"--out" needs a config with one protocol, but the config has ${asked.length}. Set "out" of each protocol in the config.`,
      );
    return [{ ...plan, outPath: resolve(this.#root, out) }];
  }

  #runPlan(plan: ProtocolPlan, config: LoadedConfig, tally: Tally, context: CommandContext): ExitCode {
    const { build, cache } = this.#build(plan, config, context);
    const { files, diagnostics, isReadable, inputs } = build.run(tally.changed);
    tally.inputs.include(inputs);
    show(diagnostics, tally, context);
    if (files === undefined) return isReadable ? exitCode.findings : exitCode.usage;
    if (tally.changed === undefined) cache.write(build.printed);
    if (plan.react !== undefined && !files.some(({ path }) => path === "react.ts"))
      throw new UsageError(
        `"react" in the config needs a protocol that declares a state. ${shownFolder(this.#root, plan.manifestPath)} has no "state", or distinguishes server events by tags outside of the message. Remove "react", or add a "state".`,
      );
    tally.outs.push(plan.outPath);
    tally.outputs.push(...files.map(({ path }) => join(plan.outPath, path)));
    return this.#settleOutput(plan.outPath, files, { severity: config.severity, tally, context });
  }

  /** Returns the `ProtocolBuild` of the last run if the config of the protocol has not changed since, else a new one. */
  #build(plan: ProtocolPlan, { severity }: LoadedConfig, { collect }: CommandContext): Kept {
    const key = JSON.stringify([plan, severity]);
    const known = this.#builds.get(key);
    if (known !== undefined) return known;
    const cache = new StatementCacheFile(this.#root, plan.manifestPath);
    const kept = {
      cache,
      build: new ProtocolBuild(this.#root, plan, severity, { printed: cache.read(), isOnce: this.#request.isOnce, collect }),
    };
    this.#builds.set(key, kept);
    return kept;
  }

  #settleOutput(out: string, files: readonly GeneratedFile[], reporting: Reporting): ExitCode {
    const shownOut = shownFolder(this.#root, out);
    if (existsSync(out) && !statSync(out).isDirectory()) {
      const message = `"${shownOut}" is a file, not a folder.`;
      return fail(
        [outputProblem("OUTPUT_UNWRITABLE", shownOut, message, 'Choose another "out" in the config, or remove the file.')],
        reporting,
      );
    }
    const difference = compareOutput(out, files, headerStart, this.#output);
    const old = difference.isOld ? report([oldOutput(shownOut, files)], reporting) : [];
    if (old.some(isError)) return exitCode.findings;
    if (this.#request.isCheck) return reportStale({ out, shownOut, difference, output: this.#output }, reporting);
    if (difference.foreign.length > 0)
      return fail(
        difference.foreign.map((name) => foreignOutput(join(shownOut, name))),
        reporting,
      );
    return write({ out, shownOut, difference, output: this.#output }, reporting);
  }
}

/** How the findings about an output folder are reported. */
type Reporting = { readonly severity: SeverityOverrides; readonly tally: Tally; readonly context: CommandContext };

function reportStale(compared: ComparedOutput, reporting: Reporting): ExitCode {
  const { tally, context } = reporting;
  const stale = report(staleOutput(compared), reporting);
  tally.isExact &&= compared.difference.changed.length + compared.difference.removed.length === 0;
  if (stale.some(isError)) return exitCode.findings;
  context.stderr(upToDate(compared.shownOut));
  return exitCode.fine;
}

function show(diagnostics: readonly Diagnostic[], tally: Tally, context: CommandContext): void {
  tally.diagnostics.push(...diagnostics);
  showDiagnostics(diagnostics, context);
}

/** Shows findings with the severities of the config, and returns them. */
function report(findings: readonly Finding[], { severity, tally, context }: Reporting): readonly Diagnostic[] {
  const diagnostics = settleFiles(findings, severity);
  show(diagnostics, tally, context);
  return diagnostics;
}

function isError({ severity }: Diagnostic): boolean {
  return severity === "error";
}

function fail(findings: readonly Finding[], reporting: Reporting): ExitCode {
  report(findings, reporting);
  return exitCode.findings;
}

function write({ out, shownOut, difference, output }: ComparedOutput, reporting: Reporting): ExitCode {
  const { tally, context } = reporting;
  try {
    writeOutput(out, difference, output);
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
    const message = `"${shownOut}" cannot be written (${reason}).`;
    return fail(
      [outputProblem("OUTPUT_UNWRITABLE", shownOut, message, "Check the folder's permissions and the free space on the disk.")],
      reporting,
    );
  }
  for (const { path } of difference.changed) context.stdout(`${join(shownOut, path)}\n`);
  for (const path of difference.removed) context.stdout(`${join(shownOut, path)} (removed)\n`);
  const count = difference.changed.length + difference.removed.length;
  tally.written += count;
  context.stderr(count === 0 ? upToDate(shownOut) : `${shownOut}: ${count} file${count === 1 ? "" : "s"} written\n`);
  return exitCode.fine;
}
