import type { Json } from "../base/json.js";
import type { RelatedChange, WireFinding } from "./finding.js";

/** The most findings about one event and flow. The findings that remain become one further finding. */
export const mostFindings = 2_000;

/** The most entries in the lists of related changes of all findings about one event and flow, and in one such list. */
const mostRelated = { all: 20_000, one: 200 };

/** The most characters of the messages that the findings about one event and flow show. */
const mostCharacters = 2_000_000;

/**
 * Limits the list of changes that is shown with each of `count` findings. The last entry says how many changes are left out.
 */
export function limitRelated(related: readonly RelatedChange[], count: number): readonly RelatedChange[] {
  const most = Math.max(1, Math.min(mostRelated.one, Math.floor(mostRelated.all / Math.max(1, count))));
  const [first, ...others] = related.slice(most);
  if (first === undefined || others.length === 0) return related;
  const message = `${(others.length + 1).toLocaleString("en")} further changes, which are left out here.`;
  return [...related.slice(0, most), { rule: first.rule, message }];
}

/** Leaves out the messages of findings beyond {@link mostCharacters}. The text of such a finding says so. */
export function limitMessages(findings: readonly WireFinding[]): readonly WireFinding[] {
  const lengths = new Map<Json, number>();
  let left = mostCharacters;
  return findings.map((finding): WireFinding => {
    const { witness, ...rest } = finding;
    if (witness === undefined) return finding;
    if (left > 0) {
      const length = lengths.get(witness.message) ?? JSON.stringify(witness.message).length;
      lengths.set(witness.message, length);
      left -= length;
      return finding;
    }
    const limit = mostCharacters.toLocaleString("en");
    return {
      ...rest,
      message: `${rest.message} The report leaves out this refused message, because it shows messages of ${limit} characters.`,
    };
  });
}
