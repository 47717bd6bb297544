import { createHash } from "node:crypto";
import type { Reported } from "./reported.js";
import { printable } from "../../base/printable.js";

/** Prints GitLab's code quality report (docs.gitlab.com/ci/testing/code_quality). Waived findings are left out. */
export function formatGitlab(findings: readonly Reported[]): string {
  const seen = new Map<string, number>();
  const entries = findings.flatMap((finding) => {
    if (finding.waived !== undefined) return [];
    const base = finding.fingerprint ?? digest([finding.rule, finding.file, finding.message]);
    const count = seen.get(base) ?? 0;
    seen.set(base, count + 1);
    return [entry(finding, count === 0 ? base : digest([base, String(count)]))];
  });
  return printable(`${JSON.stringify(entries, undefined, 2)}\n`);
}

function entry({ rule, severity, file, line, message, hint }: Reported, fingerprint: string): object {
  return {
    description: `${message} ${hint}`.trimEnd(),
    check_name: rule,
    fingerprint,
    severity: severity === "error" ? "major" : "minor",
    location: { path: file, lines: { begin: line ?? 1 } },
  };
}

/**
 * Returns the fingerprint of a finding: a hash of the parts. GitLab shows findings with the same fingerprint as one, so
 * no two findings of a report may share one.
 */
function digest(parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 16);
}
