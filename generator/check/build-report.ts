import type { DeployOrder } from "../config/config-schema.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Positions } from "../diagnostics/settle.js";
import type { ProtocolModel } from "../model/protocol.js";
import { version } from "../base/version.js";
import type { BaselineModel } from "./gate.js";
import type { ProtocolCheck } from "./check-protocol.js";
import type { GroupedFinding } from "./finding.js";
import { groupFindings } from "./finding.js";
import type { SourceReport } from "./source-report.js";
import type { CheckedProtocol, CheckReport, ReportedBreak } from "./report-schema.js";

/** A baseline in the report. `model` is `undefined` if the baseline has no protocol of this name. */
export type ReportedBaseline = Pick<BaselineModel, "label" | "roles"> & { readonly model: ProtocolModel | undefined };

/** Returns the report on one protocol. Its findings have lines and columns. */
export function reportProtocol(
  today: ProtocolModel,
  baselines: readonly ReportedBaseline[],
  check: ProtocolCheck,
  positions: Positions,
): CheckedProtocol {
  const findings = groupFindings(check.findings).map((finding) => reportBreak(finding, positions));
  const { name, version: declared, digest, manifest } = today;
  return {
    name,
    version: declared,
    digest,
    manifest,
    verdict: verdictOf(findings),
    baselines: baselines.map(({ label, roles, model }) => ({
      label,
      roles: [...roles],
      ...(model !== undefined && { version: model.version, digest: model.digest }),
    })),
    asked: check.asked,
    findings,
    cells: [...check.cells],
    source: mutable(check.source),
    ...(check.version !== undefined && { versions: check.version }),
  };
}

/** Returns the report of `dagwire check` on all protocols. */
export function buildReport(deploy: DeployOrder, protocols: readonly CheckedProtocol[], diagnostics: readonly Diagnostic[]): CheckReport {
  const findings = protocols.flatMap((protocol) => protocol.findings);
  const open = findings.filter(({ waived }) => waived === undefined);
  const count = (severity: ReportedBreak["severity"]): number => open.filter((finding) => finding.severity === severity).length;
  return {
    version: 1,
    tool: { name: "dagwire", version },
    verdict: verdictOf(findings),
    deploy,
    formats: "asserted",
    summary: {
      breaking: count("breaking"),
      unknown: count("unknown"),
      warnings: count("warning") + diagnostics.length,
      waived: findings.length - open.length,
    },
    protocols: [...protocols],
    diagnostics: [...diagnostics],
  };
}

function reportBreak(
  { place, baselines, related, events, sharedFingerprint: _shared, outline: _outline, divergence, ...finding }: GroupedFinding,
  positions: Positions,
): ReportedBreak {
  const pointer = "pointer" in place ? { pointer: place.pointer } : {};
  return {
    ...finding,
    file: place.file,
    ...pointer,
    ...positions.of(place),
    baselines: [...baselines],
    related: [...related],
    events: [...events],
    ...(divergence !== undefined && { divergence: { ...divergence, events: [...divergence.events] } }),
  };
}

function mutable({ breaks, consumer, producer, imports, undecided, grown, closed }: SourceReport): CheckedProtocol["source"] {
  return {
    breaks,
    consumer: [...consumer],
    producer: [...producer],
    imports: [...imports],
    undecided: [...undecided],
    grown: [...grown],
    closed: [...closed],
  };
}

function verdictOf(findings: readonly ReportedBreak[]): CheckReport["verdict"] {
  const open = new Set(findings.filter(({ waived }) => waived === undefined).map(({ severity }) => severity));
  return open.has("breaking") ? "breaking" : open.has("unknown") ? "unknown" : "compatible";
}
