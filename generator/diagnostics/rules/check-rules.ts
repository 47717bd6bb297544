import type { Rule } from "./rule.js";

/** Rules about versions, waivers and the support table. The rules about changes are in docs/COMPATIBILITY.md. */
export const checkRules = {
  PROTOCOL_VERSION_TOO_LOW: {
    severity: "warning",
    summary: "The version in the manifest is too low for the changes since the baseline.",
    explanation:
      'Peers and their authors rely on the version. Raise "version" in the manifest to the suggested one, or higher. Set the severity to "error" if every change has to raise the version.',
    example: { fault: '"version": "1.0.0" beside a new event', mend: '"version": "1.1.0"' },
  },
  PROTOCOL_NAME_CHANGED: {
    severity: "error",
    summary: "The protocol has another name than in the baseline.",
    explanation:
      "Servers and clients tell each other the name of their protocol, and refuse another name. So every peer that was built before is refused, although it may read every message. Keep the name. For a display name, use the description.",
    example: { fault: '"name": "dag-events", and "dag-stream" in the last release', mend: '"name": "dag-stream"' },
  },
  PROTOCOL_REMOVED: {
    severity: "error",
    summary: "The config in the baseline lists a protocol that today's config does not list.",
    explanation:
      "Nothing is compared with such a protocol, and every peer that speaks it is refused. A protocol counts as the same if it has the same name or the same manifest. Keep a protocol until none of its peers is left.",
    example: {
      fault: '"protocols": [{ "schema": "a.json", "out": "a" }], and the last release also lists "b.json"',
      mend: '"protocols": [{ "schema": "a.json", "out": "a" }, { "schema": "b.json", "out": "b" }]',
    },
  },
  PROTOCOL_MAJOR_CHANGED: {
    severity: "error",
    summary: "The first number of the version differs from the baseline's, so peers of the two versions refuse each other.",
    explanation: `A peer that does not know another version accepts it if the first numbers are equal. A peer that was built before cannot know today's version. So no open page and no older server works with a version whose first number is new, unless no message and no state has changed. If a change needs this step, the finding is a warning. Set the severity to "off" if you always update all servers and clients at once.`,
    example: { fault: '"version": "2.0.0" after a new optional field', mend: '"version": "1.1.0"' },
  },
  WAIVER_EXPIRED: {
    severity: "warning",
    summary: "A waiver has expired, and its finding still exists.",
    explanation: 'The waiver no longer accepts the finding. Fix the finding, or set a later "expires".',
    example: {
      fault: '{ "fingerprint": "…", "reason": "…", "expires": "2024-12-31" }',
      mend: '{ "fingerprint": "…", "reason": "…", "expires": "2027-06-30" }',
    },
  },
  WAIVER_UNUSED: {
    severity: "warning",
    summary: "A waiver matches no finding.",
    explanation:
      "The finding that the waiver accepted was fixed, or has another fingerprint now. Remove the waiver, so that it cannot hide a finding later.",
    example: { fault: '"waivers": [{ "fingerprint": "0123456789abcdef", "reason": "gone" }]', mend: '"waivers": []' },
  },
  SUPPORT_STALE: {
    severity: "warning",
    summary: "The support table was computed for other schemas, so entry.ts lists no peers.",
    explanation: "Run `npx dagwire check --matrix`, then `npx dagwire generate`, and commit both.",
    example: {
      fault: "$ npx dagwire generate\nschema/protocol.support.json: warning SUPPORT_STALE: was computed for other schemas.",
      mend: "$ npx dagwire check --matrix && npx dagwire generate",
    },
  },
} as const satisfies Readonly<Record<string, Rule>>;
