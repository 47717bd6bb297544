import { groupBy } from "../base/group-by.js";
import type { GroupedFinding, WireFinding } from "./finding.js";

/** Makes one finding of those that one change of a shared schema leads to, in the order of their first. */
export function groupFindings(findings: readonly WireFinding[]): GroupedFinding[] {
  const groups = groupBy(findings, ({ fingerprint, sharedFingerprint, severity, waived = "" }) =>
    sharedFingerprint === undefined ? fingerprint : `${sharedFingerprint} ${severity} ${waived}`,
  );
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const events = members.map(({ event, fingerprint }) => ({ name: event, fingerprint }));
    const baselines = [...new Set(members.flatMap((member) => member.baselines))];
    const fingerprint = members.length === 1 ? first.fingerprint : (first.sharedFingerprint ?? first.fingerprint);
    return [{ ...first, baselines, events, fingerprint }];
  });
}
