import type { Rule } from "./rule.js";

/** Rules about generated files. */
export const outputRules = {
  OUTPUT_FOREIGN: {
    severity: "error",
    isFixed: true,
    summary: "A file that generate would write exists and was not written by dagwire.",
    explanation: 'dagwire never overwrites a file without its own header. Move the file, or choose another "out".',
    example: { fault: '"out": "src"', mend: '"out": "src/generated"' },
  },
  OUTPUT_UNWRITABLE: {
    severity: "error",
    isFixed: true,
    summary: "The output cannot be written.",
    explanation: "Check the permissions of the output folder and the free space on its disk.",
    example: { fault: '"out": "/usr/lib/generated"', mend: '"out": "generated"' },
  },
  OUTPUT_SHARED: {
    severity: "error",
    isFixed: true,
    summary: "Two protocols of the config have one output folder, or one folder is inside the other.",
    explanation:
      "The files of all protocols have the same names, so the last protocol would overwrite the files of the others. Lines such as those of .gitattributes and .prettierignore name one folder for each protocol. dagwire compares the folders without regard to upper and lower case, as the disks of macOS and Windows do.",
    example: {
      fault: '[{ "schema": "a/protocol.json", "out": "generated" }, { "schema": "b/protocol.json", "out": "./generated" }]',
      mend: '[{ "schema": "a/protocol.json", "out": "generated/a" }, { "schema": "b/protocol.json", "out": "generated/b" }]',
    },
  },
  OUTPUT_ENTRY_NAME: {
    severity: "error",
    isFixed: true,
    summary: "The name of a protocol's entry object is not allowed.",
    explanation:
      'generate exports an entry object for each protocol, the same object without the state, and the types of both. Their names come from the option "entry" of the config, or from the protocol\'s name in camel case. A name is refused if it is a reserved word of TypeScript, or if another generated file exports it. Set "entry" to another name.',
    example: {
      fault: '{ "schema": "schema/protocol.json", "out": "generated", "entry": "serverEvents" }',
      mend: '{ "schema": "schema/protocol.json", "out": "generated", "entry": "dag" }',
    },
  },
  OUTPUT_OLD: {
    severity: "warning",
    summary: "The output folder has files that dagwire 0.1 generated.",
    explanation:
      'Files of dagwire 0.1 import "@dagwire/runtime/codegen", which @dagwire/runtime no longer has since 0.2.0, and they have no entry.ts. generate writes the files again. Then change your code: pass the object of entry.ts instead of "protocol", "serverEvents", "clientEvents" or "streamState". CHANGELOG.md lists old and new names.',
    example: {
      fault: 'import { clientEvents, protocol, serverEvents } from "./generated/index.js";',
      mend: 'import { dag } from "./generated/index.js";',
    },
  },
  OUTPUT_LINE_ENDINGS: {
    severity: "warning",
    summary: "Generated files have other line endings than dagwire writes.",
    explanation:
      "dagwire writes LF on every system. Git writes CRLF when it checks files out on a machine with core.autocrlf, and LF when it commits them, so the files match their schemas. Add a line to .gitattributes, as `dagwire init` does, so that git keeps LF.",
    example: {
      fault: "$ git config core.autocrlf true && git clone … && npx dagwire generate --check",
      mend: "$ echo 'generated/*.ts text eol=lf' >> .gitattributes && npx dagwire generate",
    },
  },
  OUTPUT_FORMATTED: {
    severity: "error",
    summary: "Another tool has formatted generated files.",
    explanation:
      "The files match their schemas in everything but white space, quotes, parentheses and the order of imports. The next generate would write each of them anew. Let the formatter ignore the files, as `dagwire init` does for Prettier and ESLint.",
    example: {
      fault: "$ npx prettier --write . && npx dagwire generate --check",
      mend: "$ echo 'generated/*.ts' >> .prettierignore && npx dagwire generate",
    },
  },
  STALE: {
    severity: "error",
    isFixed: true,
    summary: "A generated file does not match its schemas.",
    explanation: "Run `npx dagwire generate` and commit the result.",
    example: {
      fault: "$ npx dagwire generate --check\ngenerated/types.ts: error STALE: does not match its schemas.",
      mend: "$ npx dagwire generate && git add generated",
    },
  },
} as const satisfies Readonly<Record<string, Rule>>;
