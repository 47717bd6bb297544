import type { Rule } from "./rule.js";

/** Rules about generated files. */
export const outputRules = {
  OUTPUT_FOREIGN: {
    severity: "error",
    summary: "A file that generate would write exists and was not written by dagwire.",
    explanation: 'Nothing without dagwire\'s header is ever overwritten. Move the file, or choose another "out".',
    example: { fault: '"out": "src"', mend: '"out": "src/generated"' },
  },
  OUTPUT_UNWRITABLE: {
    severity: "error",
    summary: "The output cannot be written.",
    explanation: "Check the folder's permissions and the free space.",
    example: { fault: '"out": "/usr/lib/generated"', mend: '"out": "generated"' },
  },
  STALE: {
    severity: "error",
    summary: "A generated file does not match its schemas.",
    explanation: "Run `npx dagwire generate` and commit the result.",
    example: {
      fault: "$ npx dagwire generate --check\ngenerated/types.ts: error STALE: does not match its schemas.",
      mend: "$ npx dagwire generate && git add generated",
    },
  },
} as const satisfies Readonly<Record<string, Rule>>;
