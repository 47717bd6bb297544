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
  OUTPUT_ENTRY_NAME: {
    severity: "error",
    summary: "The object that stands for the protocol cannot have the name that it would get.",
    explanation:
      'generate exports one object for each protocol, together with the same object without the state and with the types of its events. Their names come from the option "entry" of the config, or from the protocol\'s name in camel case. A name is refused if it is a word of TypeScript, or if another generated file exports it too.',
    example: {
      fault: '{ "schema": "schema/protocol.json", "out": "generated", "entry": "serverEvents" }',
      mend: '{ "schema": "schema/protocol.json", "out": "generated", "entry": "dag" }',
    },
  },
  OUTPUT_OLD: {
    severity: "warning",
    summary: "The output folder holds files that dagwire 0.1 has generated.",
    explanation:
      'Those files import "@dagwire/runtime/codegen", which @dagwire/runtime does not have from 0.2.0 on, and they have no entry.ts. generate writes them anew. Your own code then passes the object of entry.ts where it passed "protocol", "serverEvents", "clientEvents" or "streamState"; CHANGELOG.md lists old and new names.',
    example: {
      fault: 'import { clientEvents, protocol, serverEvents } from "./generated/index.js";',
      mend: 'import { dag } from "./generated/index.js";',
    },
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
