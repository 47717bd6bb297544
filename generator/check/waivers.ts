import type { Waiver } from "../config/config-schema.js";
import type { Finding } from "../diagnostics/diagnostic.js";
import { joinPointer } from "../base/pointer.js";
import type { WireFinding } from "./finding.js";

/** The findings after waivers were applied, and the waivers that matched a finding. */
export type Waived = {
  readonly findings: readonly WireFinding[];
  readonly used: ReadonlySet<Waiver>;
  readonly expired: ReadonlySet<Waiver>;
};

/**
 * Marks the findings that a waiver accepts.
 *
 * @param today `YYYY-MM-DD`, in UTC.
 */
export function applyWaivers(findings: readonly WireFinding[], waivers: readonly Waiver[], today: string): Waived {
  const used = new Set<Waiver>();
  const expired = new Set<Waiver>();
  const marked = findings.map((finding) => {
    const matching = waivers.filter(({ fingerprint }) => fingerprint === finding.fingerprint || fingerprint === finding.sharedFingerprint);
    for (const waiver of matching) (isOver(waiver, today) ? expired : used).add(waiver);
    const valid = matching.find((waiver) => !isOver(waiver, today));
    return valid === undefined ? finding : { ...finding, waived: valid.reason };
  });
  return { findings: marked, used, expired };
}

/**
 * Reports waivers that match no finding, and waivers that have expired.
 *
 * @param findings the findings of all protocols. A waiver of dagwire 0.1 names the event, flow, rule and path of a finding
 * without the change, so the report can name the finding that it meant.
 */
export function waiverFindings(
  file: string,
  waivers: readonly Waiver[],
  used: ReadonlySet<Waiver>,
  expired: ReadonlySet<Waiver>,
  findings: readonly WireFinding[] = [],
): Finding[] {
  return waivers.flatMap((waiver, index): Finding[] => {
    const place = { file, pointer: joinPointer("", "check", "waivers", index), on: "value" as const };
    if (expired.has(waiver)) {
      const message = `The waiver of ${waiver.fingerprint} expired on ${waiver.expires ?? ""}, but the finding still exists.`;
      return [{ rule: "WAIVER_EXPIRED", place, message, hint: 'Fix the break, or set a later "expires".' }];
    }
    if (used.has(waiver)) return [];
    return [
      {
        rule: "WAIVER_UNUSED",
        place,
        message: `No finding has the fingerprint ${waiver.fingerprint}.`,
        hint: hintFor(waiver, findings),
      },
    ];
  });
}

function hintFor({ fingerprint }: Waiver, findings: readonly WireFinding[]): string {
  const meant = findings.filter(({ outline, waived }) => outline === fingerprint && waived === undefined);
  const [first] = meant;
  if (first === undefined) return "Remove the waiver from the config.";
  const list = [...new Set(meant.map((finding) => finding.fingerprint))].join(" or ");
  return `It probably meant ${first.rule} of "${first.event}", whose fingerprint is now ${list}. If you accept that change, write this fingerprint; otherwise remove the waiver from the config.`;
}

function isOver({ expires }: Waiver, today: string): boolean {
  return expires !== undefined && expires < today;
}
