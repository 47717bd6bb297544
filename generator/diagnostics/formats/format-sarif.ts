import { version } from "../../base/version.js";
import { ruleNamed } from "../rules.js";
import type { RuleId } from "../rules.js";
import type { Reported, RuleNote } from "./reported.js";
import { printable } from "../../base/printable.js";

/**
 * Prints findings in the Static Analysis Results Interchange Format 2.1.0 (OASIS), which code hosts and editors read.
 *
 * @param noteOn returns the description of a rule. Default: looks the rule up among the rules of the generator.
 */
export function formatSarif(findings: readonly Reported[], noteOn: (id: string) => RuleNote = (id) => ruleNamed(id as RuleId)): string {
  const ids = [...new Set(findings.map(({ rule }) => rule))].toSorted();
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "dagwire", version, rules: ids.map((id) => descriptor(id, noteOn(id))) } },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { ROOT: { description: { text: "The folder in which dagwire ran." } } },
        results: findings.map((finding) => result(finding, ids.indexOf(finding.rule))),
      },
    ],
  };
  return printable(`${JSON.stringify(log, undefined, 2)}\n`);
}

function descriptor(id: string, { severity, summary, explanation }: RuleNote): object {
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: explanation },
    help: { text: `dagwire explain ${id}` },
    defaultConfiguration: { level: severity === "off" ? "none" : severity },
  };
}

function result(finding: Reported, ruleIndex: number): object {
  const { rule, severity, file, line, column, message, hint, fingerprint, details, waived } = finding;
  const region = line === undefined ? {} : { region: { startLine: line, startColumn: column ?? 1 } };
  return {
    ruleId: rule,
    ruleIndex,
    level: severity,
    message: { text: [`${message} ${hint}`.trimEnd(), ...(details === undefined ? [] : [details])].join("\n") },
    locations: [{ physicalLocation: { artifactLocation: artifact(file), ...region } }],
    ...(fingerprint !== undefined && { partialFingerprints: { "dagwire/v1": fingerprint } }),
    ...(waived !== undefined && { suppressions: [{ kind: "external", status: "accepted", justification: waived }] }),
  };
}

/**
 * Returns the SARIF location of a file: relative to the folder in which dagwire ran, or absolute if the file is outside
 * of this folder.
 */
function artifact(file: string): object {
  const uri = file.split("/").map(encodeURIComponent).join("/");
  return file.startsWith("/") ? { uri: `file://${uri}` } : { uri, uriBaseId: "ROOT" };
}
