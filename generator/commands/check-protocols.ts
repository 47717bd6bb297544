import { loadManifest } from "../config/load-config.js";
import type { LoadedConfig, ProtocolPlan } from "../config/load-config.js";
import type { DeployOrder, Waiver } from "../config/config-schema.js";
import { buildReport, reportProtocol } from "../check/build-report.js";
import type { ReportedBaseline } from "../check/build-report.js";
import type { WireFinding } from "../check/finding.js";
import type { BaselineModel } from "../check/gate.js";
import { identityFindings, removedFindings } from "../check/identity.js";
import type { EarlierProtocol } from "../check/identity.js";
import { checkProtocol } from "../check/check-protocol.js";
import type { ProtocolCheck } from "../check/check-protocol.js";
import type { CheckReport } from "../check/report-schema.js";
import { subsetQuestions } from "../check/provers.js";
import { versionFindings } from "../check/versions.js";
import { applyWaivers, waiverFindings } from "../check/waivers.js";
import { Findings } from "../diagnostics/diagnostic.js";
import type { Finding } from "../diagnostics/diagnostic.js";
import { Positions, settle } from "../diagnostics/settle.js";
import { DocumentStore } from "../load/document-store.js";
import type { ProtocolModel } from "../model/protocol.js";

/** A protocol in today's version, with the baselines that it is compared with. */
export type ComparedProtocol = { readonly today: ProtocolModel; readonly baselines: readonly ReportedBaseline[] };

/** The settings of one run of `dagwire check`. */
export type CheckSettings = {
  readonly config: LoadedConfig;
  readonly deploy: DeployOrder;
  /** Today's date as `YYYY-MM-DD`, in UTC. A waiver whose last day is earlier has expired. */
  readonly day: string;
  /** The protocols that the config lists in deployed baselines. */
  readonly earlier: readonly EarlierProtocol[];
};

/** Checks every protocol and returns one report with all findings. */
export function checkProtocols(root: string, protocols: readonly ComparedProtocol[], settings: CheckSettings): CheckReport {
  const store = new DocumentStore(root, new Findings());
  const textOf = (file: string): string | undefined => store.textOf(file);
  const positions = new Positions(textOf);
  const questions = subsetQuestions();
  const waivers = settings.config.check.waivers ?? [];
  const used = new Set<Waiver>();
  const expired = new Set<Waiver>();
  const notes: Finding[] = [];
  const findings: WireFinding[] = [];
  const { storage, rollback } = settings.config.check;
  const checked = protocols.map(({ today, baselines }) => {
    const check = checkProtocol({ today, baselines: baselines.filter(isPresent), deploy: settings.deploy, storage, rollback, questions });
    const waived = applyWaivers(check.findings, waivers, settings.day);
    for (const waiver of waived.used) used.add(waiver);
    for (const waiver of waived.expired) expired.add(waiver);
    notes.push(...versionFindings(today, check.version), ...identityFindings(today, baselines.filter(isPresent), check.version));
    findings.push(...waived.findings);
    return reportProtocol(today, baselines, { ...check, findings: waived.findings } satisfies ProtocolCheck, positions);
  });
  const { file } = settings.config;
  if (file !== undefined) {
    notes.push(...waiverFindings(file, waivers, used, expired, findings));
    notes.push(
      ...removedFindings(
        file,
        settings.earlier,
        protocols.map(({ today }) => today),
      ),
    );
  }
  return buildReport(settings.deploy, checked, settle(notes, textOf, settings.config.severity));
}

/** Returns the names of baselines that a manifest lists under `retained`. */
export function retainedBy(root: string, { manifestPath }: ProtocolPlan): readonly string[] {
  const findings = new Findings();
  return loadManifest(manifestPath, new DocumentStore(root, findings), findings)?.manifest.retained ?? [];
}

/** Returns true if the baseline contains the protocol. */
export function isPresent(baseline: ReportedBaseline): baseline is BaselineModel {
  return baseline.model !== undefined;
}
