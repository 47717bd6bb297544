import { BaselineError } from "../baseline/tree.js";
import { Memo } from "../base/memo.js";
import { defaultBaseline } from "../baseline/default-baseline.js";
import { ruleNote } from "../check/rule-note.js";
import { checkFormats } from "../check/formats/check-formats.js";
import type { CheckFormatName } from "../check/formats/check-formats.js";
import { checkSummary, formatCheckText } from "../check/formats/format-check-text.js";
import type { CheckReport } from "../check/report-schema.js";
import type { EarlierProtocol } from "../check/identity.js";
import type { DeployOrder } from "../config/config-schema.js";
import type { LoadedConfig } from "../config/load-config.js";
import type { ProtocolModel } from "../model/protocol.js";
import { modelProtocol } from "../pipeline/read-protocol.js";
import { OpenedBaselines } from "./opened-baselines.js";
import type { AskedBaseline } from "./opened-baselines.js";
import { writeMatrix } from "./check-matrix.js";
import { checkProtocols, isPresent, retainedBy } from "./check-protocols.js";
import type { CheckSettings, ComparedProtocol } from "./check-protocols.js";
import { exitCode, UsageError } from "../base/exit-code.js";
import type { CommandContext } from "../diagnostics/command-context.js";
import type { ExitCode } from "../base/exit-code.js";
import type { Command } from "./command.js";
import { nameOption } from "./options.js";
import { configHelp, configOption, listOption, openConfig } from "./open-config.js";
import { parseArguments } from "./parse-arguments.js";
import type { OptionValues } from "./parse-arguments.js";
import { showDiagnostics } from "../diagnostics/command-context.js";

const orders: readonly DeployOrder[] = ["server-first", "client-first", "rolling"];
const formatNames = Object.keys(checkFormats) as CheckFormatName[];

const help = `dagwire check: finds out if a change of the schemas breaks a peer that is deployed.

Usage: dagwire check [--against BASELINE]… [--all-retained] [--deploy ORDER] [--format F] [--config PATH]
       dagwire check --matrix [--against BASELINE]… [--all-retained] [--check] [--config PATH]

For each event of both directions, check proves that the receiver accepts every message that the
sender can send, or prints a message that the receiver refuses. An event for which this cannot be
decided does not pass. See docs/COMPATIBILITY.md. The fingerprint of a finding stays the same while
you edit: write it into "check.waivers" of the config to accept this finding. See docs/CHECK.md. Findings go to standard output; the baseline, the
verdict and the versions go to standard error.

Options:
${configHelp}  --against B    the version that is deployed: a git ref (git:v1.0.0), a folder, a protocol.json,
                 a tarball of npm pack, or a package (npm:@acme/dag@1.0.0). May be given several
                 times. Default: the last release tag, which is the tag nearest to HEAD with a
                 version in its name, such as v1.0.0 or dag-1.0; else the commit where the branch
                 left main; on main itself the commit before the last one
  --all-retained compare also with every version that the manifest lists under "retained";
                 without --against the newest of them counts as deployed
  --deploy ORDER ${orders.join(", ")}. Default: the config's, else server-first
  --format F     ${formatNames.join(", ")}
  --matrix       print which versions of server and client understand each other, and write that
                 as a table beside the manifest (protocol.support.json) for \`dagwire generate\`
  --check        with --matrix: write nothing; exit 1 if the table is out of date
  --help         print this

Exit codes: 0 compatible, 1 breaking, 2 wrong arguments or unreadable input, 3 a fault of dagwire,
4 no break was found, but something could not be decided.
`;

/** The command `dagwire check`. */
export const checkCommand: Command = {
  name: "check",
  summary: "prove that a change breaks no deployed peer, or show a message that a peer refuses",
  help,
  run(args, context) {
    const flags = { "all-retained": { type: "boolean" }, matrix: { type: "boolean" }, check: { type: "boolean" } } as const;
    const texts = { against: { type: "string", multiple: true }, deploy: { type: "string" }, format: { type: "string" } } as const;
    const { values } = parseArguments(args, { ...configOption, ...flags, ...texts });
    const format = nameOption("format", values, formatNames, "text");
    if (values["check"] === true && values["matrix"] !== true) throw new UsageError('"--check" needs "--matrix".');
    if (values["matrix"] === true && format !== "text") throw new UsageError('"--matrix" is printed as text only. Leave "--format" out.');
    return check(values, format, context);
  },
};

function check(values: OptionValues, format: CheckFormatName, context: CommandContext): ExitCode {
  const talk: CommandContext = { ...context, stdout: context.stderr };
  const config = openConfig(values, talk);
  // All versions share one memo of analysed patterns, because the analysis is slow and most patterns are the same in
  // all versions.
  const memo = new Memo();
  const opened = config === undefined ? undefined : openToday(config, memo, talk);
  if (config === undefined || opened === undefined) return exitCode.usage;
  const baselines = new OpenedBaselines(
    context.cwd,
    opened.map(({ name }) => name),
    memo,
  );
  try {
    const protocols = opened.map((today, index) => compared(today, index, { values, config, baselines, context }));
    assertCompared(protocols, listOption(values, "against"));
    const preset = config.check.deploy ?? "server-first";
    const settings = {
      config,
      deploy: nameOption("deploy", values, orders, preset),
      day: new Date().toISOString().slice(0, 10),
      earlier: earlierOf(protocols, config, baselines),
    };
    if (values["matrix"] === true) return writeMatrix(protocols, settings, values["check"] === true, context);
    return show(protocols, settings, format, context);
  } catch (error) {
    if (!(error instanceof BaselineError)) throw error;
    context.stderr(`dagwire check: ${error.message}\n`);
    return exitCode.usage;
  } finally {
    baselines.dispose();
  }
}

/** @throws BaselineError if the user has named baselines, and none of them has a protocol of the config. */
function assertCompared(protocols: readonly ComparedProtocol[], named: readonly string[]): void {
  if (named.length === 0 || protocols.some(({ baselines }) => baselines.some(isPresent))) return;
  const [wanted, places] = [protocols.map(({ today }) => `"${today.name}"`), named.map((name) => `"${name}"`)].map((list) =>
    list.join(", "),
  );
  throw new BaselineError(
    `nothing was compared: ${places} has no protocol named ${wanted}. Name a version that has the protocol. If it has another name now, write its earlier name in the manifest.`,
  );
}

/** Returns the protocols that the config lists in the deployed baselines. */
function earlierOf(protocols: readonly ComparedProtocol[], { file }: LoadedConfig, opened: OpenedBaselines): readonly EarlierProtocol[] {
  const deployed = protocols.flatMap(({ baselines }) => baselines.filter(({ roles }) => roles.includes("deployed")));
  return file === undefined ? [] : opened.listed(file, new Set(deployed.map(({ label }) => label)));
}

/**
 * Reads today's version of all protocols of the config. If a protocol has errors, prints the errors and returns
 * `undefined`.
 */
function openToday(config: LoadedConfig, memo: Memo, talk: CommandContext): readonly ProtocolModel[] | undefined {
  const results = config.plans.map((plan) => modelProtocol(talk.cwd, plan, config.severity, {}, { memo }));
  const models = results.flatMap(({ model }) => model ?? []);
  if (models.length === results.length) return models;
  showDiagnostics(
    results.flatMap(({ diagnostics }) => diagnostics.filter(({ severity }) => severity === "error")),
    talk,
  );
  return undefined;
}

type Sources = {
  readonly values: OptionValues;
  readonly config: LoadedConfig;
  readonly baselines: OpenedBaselines;
  readonly context: CommandContext;
};

function compared(today: ProtocolModel, index: number, { values, config, baselines, context }: Sources): ComparedProtocol {
  const plan = config.plans[index];
  const kept = plan === undefined ? [] : retainedBy(context.cwd, plan);
  const isAll = values["all-retained"] === true;
  if (isAll && kept.length === 0) context.stderr(`${today.manifest} lists nothing under "retained".\n`);
  const named: AskedBaseline[] = listOption(values, "against").map((name) => ({ name, role: "deployed" }));
  const deployed = named.length === 0 && !(isAll && kept.length > 0) ? [chosen(index, context)] : named;
  const names = new Set(deployed.map(({ name }) => name));
  const retained = kept
    .filter((name) => isAll || names.has(name) || names.has(name.replace(/^(?:git|npm):/, "")))
    .map((name): AskedBaseline => ({ name, role: "retained" }));
  return { today, baselines: baselines.read(today, [...deployed, ...retained]) };
}

function chosen(index: number, context: CommandContext): AskedBaseline {
  const { name, reason } = defaultBaseline(context.cwd);
  if (index === 0) context.stderr(`against ${name}: ${reason}\n`);
  return { name, role: "deployed", isChosen: true };
}

function show(protocols: readonly ComparedProtocol[], settings: CheckSettings, format: CheckFormatName, context: CommandContext): ExitCode {
  const report = checkProtocols(context.cwd, protocols, settings);
  context.stdout(format === "text" ? formatCheckText(report, context.paint) : checkFormats[format](report, ruleNote));
  for (const line of checkSummary(report)) context.stderr(`${line}\n`);
  return codeOf(report);
}

function codeOf({ verdict, diagnostics }: CheckReport): ExitCode {
  if (verdict === "breaking" || diagnostics.some(({ severity }) => severity === "error")) return exitCode.findings;
  return verdict === "unknown" ? exitCode.unknown : exitCode.fine;
}
