import type { Rule } from "./rule.js";

/** Rules about versions, waivers and the support table; those about changes stand in docs/COMPATIBILITY.md. */
export const checkRules = {
  PROTOCOL_VERSION_TOO_LOW: {
    severity: "warning",
    summary: "The manifest's version is lower than the changes since the baseline ask for.",
    explanation:
      'Peers and their authors read the version. Raise "version" in the manifest to the one that is suggested, or higher. Set the severity to "error" where every change has to come with its version.',
    example: { fault: '"version": "1.0.0" beside a new event', mend: '"version": "1.1.0"' },
  },
  WAIVER_EXPIRED: {
    severity: "warning",
    summary: "A waiver is over, and what it waived is still there.",
    explanation: 'The finding counts again. Mend it, or decide anew and set a later "expires".',
    example: {
      fault: '{ "fingerprint": "…", "reason": "…", "expires": "2024-12-31" }',
      mend: '{ "fingerprint": "…", "reason": "…", "expires": "2027-06-30" }',
    },
  },
  WAIVER_UNUSED: {
    severity: "warning",
    summary: "A waiver matches no finding.",
    explanation: "What it waived was mended, or changed so that it is another finding. Remove it, so that it cannot hide something later.",
    example: { fault: '"waivers": [{ "fingerprint": "0123456789abcdef", "reason": "gone" }]', mend: '"waivers": []' },
  },
  SUPPORT_STALE: {
    severity: "warning",
    summary: "The support table was computed for other schemas, so it is left out of the output.",
    explanation: "Run `npx dagwire check --matrix`, then `npx dagwire generate`, and commit both.",
    example: {
      fault: "$ npx dagwire generate\nschema/protocol.support.json: warning SUPPORT_STALE: was computed for other schemas.",
      mend: "$ npx dagwire check --matrix && npx dagwire generate",
    },
  },
} as const satisfies Readonly<Record<string, Rule>>;
