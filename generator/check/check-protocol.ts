import { compareStates, stateDigestOf } from "../evolution/state/compare-states.js";
import { compareProtocols } from "../evolution/peer/compare-protocols.js";
import type { ProtocolComparison, WireCell } from "../evolution/peer/compare-protocols.js";
import type { Flow, Questions } from "../evolution/peer/wire.js";
import type { CheckOptions, DeployOrder } from "../config/config-schema.js";
import type { Direction } from "../model/event-model.js";
import type { ProtocolModel } from "../model/protocol.js";
import type { BaselineModel, Deployment, Gate, StateQuestion } from "./gate.js";
import { exampleTools } from "./example-tools.js";
import { explainCell } from "./explain-break.js";
import type { ExampleTools } from "../evolution/state/example-value.js";
import type { WireFinding } from "./finding.js";
import { deploymentOf, gateOf, stateGateOf } from "./gate.js";
import { sourceReport } from "./source-report.js";
import type { SourceReport } from "./source-report.js";
import { stateFindings } from "./state-findings.js";
import { subsetQuestions } from "./provers.js";
import { isLower, nextVersion, suggestBumps, wireRelation } from "./versions.js";
import type { VersionReport } from "./versions.js";

/** The input of a check. */
export type CheckRequest = {
  readonly today: ProtocolModel;
  readonly baselines: readonly BaselineModel[];
  readonly deploy: DeployOrder;
  /** Whether servers keep events and states over a restart. @default `durable` if the protocol has a state */
  readonly storage?: CheckOptions["storage"] | undefined;
  /**
   * `gated`: the check fails if an older server cannot open streams that a newer server has stored. `warned`: the check
   * prints a warning. @default `warned`
   */
  readonly rollback?: CheckOptions["rollback"] | undefined;
  /** The prover that answers questions about schemas. @default a new prover */
  readonly questions?: Questions;
};

/** The verdict on an event of which the consumer does not accept every message. */
export type CellReport = {
  readonly baseline: string;
  readonly direction: Direction;
  readonly flow: Flow;
  readonly event: string;
  readonly verdict: "skip" | "breaking" | "unknown";
  readonly gate: Gate;
};

/** The result of a check of one protocol. */
export type ProtocolCheck = {
  readonly findings: readonly WireFinding[];
  readonly cells: readonly CellReport[];
  /** How many times an event was compared, counted over all baselines and flows. */
  readonly asked: number;
  readonly source: SourceReport;
  readonly version: VersionReport | undefined;
};

/**
 * Compares a protocol with earlier versions of it, as `dagwire check` does, and decides which peers still
 * understand each other. Use it in tools of your own. The models come from `modelProtocol`.
 */
export function checkProtocol(check: CheckRequest): ProtocolCheck {
  const { today, baselines, questions = subsetQuestions() } = check;
  const deployment = deploymentOf(check, today);
  const changed = baselines.filter(({ model }) => model.digest !== today.digest);
  const compared = changed.map((baseline) => ({ baseline, comparison: compareProtocols(baseline.model, today, questions) }));
  const tools = exampleTools(questions);
  const ofState = changed.flatMap((baseline) => stateFindingsOf(baseline, today, deployment, { questions, tools }));
  const ofEvents = compared.flatMap(({ baseline, comparison }) => findingsOf(baseline, comparison, today, deployment));
  const cells = compared.flatMap(({ baseline, comparison }) => comparison.cells.flatMap((cell) => cellReport(cell, baseline, deployment)));
  const newest = newestDeployed(baselines);
  const comparison = compared.find(({ baseline }) => baseline === newest)?.comparison;
  // If two versions have the same digest, their peers send and accept the same messages. The names of types may still
  // differ.
  const source = sourceReport(newest?.model, today);
  return {
    findings: joined([...ofEvents, ...ofState]),
    cells,
    asked: compared.reduce((sum, one) => sum + one.comparison.cells.length, 0),
    source,
    version:
      newest === undefined
        ? undefined
        : versionReport(
            newest,
            comparison,
            source,
            { cells, breaksState: ofState.some(({ severity }) => severity !== "warning") },
            {
              today,
              questions,
            },
          ),
  };
}

function findingsOf(
  baseline: BaselineModel,
  { cells, pairs }: ProtocolComparison,
  today: ProtocolModel,
  deployment: Deployment,
): WireFinding[] {
  return cells.flatMap((cell) => {
    const gate = gateOf(cell.direction, cell.flow, baseline.roles, deployment);
    if (gate === "free") return [];
    const severity = gate === "warned" ? "warning" : cell.verdict.verdict === "unknown" ? "unknown" : "breaking";
    const context = {
      protocol: today.name,
      manifest: today.manifest,
      baseline: baseline.label,
      pairs: pairs[cell.direction],
      others: pairs[cell.direction === "server" ? "client" : "server"],
    };
    return explainCell(cell, severity, context);
  });
}

function stateFindingsOf(
  { model, label, roles }: BaselineModel,
  today: ProtocolModel,
  deployment: Deployment,
  { questions, tools }: { readonly questions: Questions; readonly tools: ExampleTools },
): WireFinding[] {
  const context = {
    before: model,
    today,
    label,
    gateOf: (question: StateQuestion, flow: Flow) => stateGateOf(question, flow, roles, deployment),
  };
  return stateFindings(compareStates(model, today, questions, tools), context);
}

function cellReport({ direction, flow, event, verdict }: WireCell, { label, roles }: BaselineModel, deployment: Deployment): CellReport[] {
  if (verdict.verdict === "ok") return [];
  return [
    { baseline: label, direction, flow, event: event.name, verdict: verdict.verdict, gate: gateOf(direction, flow, roles, deployment) },
  ];
}

const severities = ["breaking", "unknown", "warning"] as const;

/** Joins findings with the same fingerprint from several baselines into one, with the highest of their severities. */
function joined(findings: readonly WireFinding[]): WireFinding[] {
  const known = new Map<string, WireFinding>();
  for (const finding of findings) {
    const before = known.get(finding.fingerprint);
    if (before === undefined) known.set(finding.fingerprint, finding);
    else known.set(finding.fingerprint, joinTwo(before, finding));
  }
  return [...known.values()].toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}

function joinTwo(a: WireFinding, b: WireFinding): WireFinding {
  const [worse, other] = severities.indexOf(b.severity) < severities.indexOf(a.severity) ? [b, a] : [a, b];
  return { ...worse, baselines: [...new Set([...worse.baselines, ...other.baselines])] };
}

function newestDeployed(baselines: readonly BaselineModel[]): BaselineModel | undefined {
  const deployed = baselines.filter(({ roles }) => roles.includes("deployed"));
  return deployed.reduce<BaselineModel | undefined>(
    (newest, one) => (newest === undefined || isLower(newest.model.version, one.model.version) ? one : newest),
    undefined,
  );
}

function versionReport(
  baseline: BaselineModel,
  comparison: ProtocolComparison | undefined,
  { breaks: breaksSource }: SourceReport,
  { cells, breaksState }: { readonly cells: readonly CellReport[]; readonly breaksState: boolean },
  { today, questions }: { readonly today: ProtocolModel; readonly questions: Questions },
): VersionReport {
  const breaksWire = breaksState || cells.some(({ gate, verdict }) => gate === "gated" && verdict !== "skip");
  const relation =
    comparison === undefined || breaksWire
      ? { newInOld: comparison === undefined, oldInNew: comparison === undefined }
      : wireRelation(comparison.pairs, questions);
  const isSameState = stateDigestOf(baseline.model) === stateDigestOf(today);
  const suggestion = suggestBumps({ breaksWire, breaksSource, ...relation, newInOld: relation.newInOld && isSameState });
  const { version } = baseline.model;
  return {
    ...suggestion,
    baseline: baseline.label,
    from: version,
    declared: today.version,
    suggested: nextVersion(version, suggestion.protocol),
  };
}
