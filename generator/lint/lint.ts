import type { Finding, Findings } from "../diagnostics/diagnostic.js";
import type { Document } from "../load/document-store.js";
import type { SchemaGraph } from "../load/schema-graph.js";
import type { ProtocolModel } from "../model/protocol.js";
import { lintAcceptsAnything } from "./accepts-anything.js";
import type { LintContext } from "./context.js";
import { lintDialects } from "./dialects.js";
import { lintDuplicateKeys } from "./duplicate-keys.js";
import { lintFormats } from "./formats.js";
import { lintNotes } from "./notes.js";
import { lintOpenapiWords } from "./openapi-words.js";
import { lintPatterns } from "./patterns.js";
import { lintRefCycles } from "./ref-cycles.js";
import { lintRefSiblings } from "./ref-siblings.js";
import { lintRequiredNames } from "./required-names.js";
import { lintUnionMembers } from "./union-members.js";
import { lintUniqueItems } from "./unique-items.js";
import { lintUnknownKeywords } from "./unknown-keywords.js";
import { lintUnsatisfiable } from "./unsatisfiable.js";
import { lintUnusedDefinitions } from "./unused-definitions.js";
import { Verdicts } from "./verdicts.js";

type Lint = (context: LintContext) => readonly Finding[];

const always: readonly Lint[] = [
  ({ unknownKeywords }) => lintUnknownKeywords(unknownKeywords),
  ({ schemas }) => lintFormats(schemas),
  ({ schemas }) => lintRequiredNames(schemas),
  lintDuplicateKeys,
  lintDialects,
  lintRefSiblings,
  lintOpenapiWords,
  lintAcceptsAnything,
  lintPatterns,
  lintUniqueItems,
];

/** These follow references, so they need a graph in which none goes in circles. */
const overSoundGraphs: readonly Lint[] = [lintUnsatisfiable, lintNotes];

/** Costly, or of no use to somebody who only wants the output. */
const onlyWhenThorough: readonly Lint[] = [lintUnusedDefinitions];
const onlyWhenThoroughOverSoundGraphs: readonly Lint[] = [lintUnionMembers];

/** What is linted, and how. */
export type LintInput = {
  readonly graph: SchemaGraph;
  readonly documents: readonly Document[];
  readonly model: ProtocolModel | undefined;
  /** True for `dagwire lint`: everything that can be found, whatever it costs. */
  readonly isThorough: boolean;
};

/** Runs every rule that looks at the whole graph. */
export function lintProtocol(input: LintInput, findings: Findings): void {
  const context = contextOf(input);
  const cycles = lintRefCycles(context.schemas);
  const isSound = cycles.length === 0;
  const lints = [
    ...always,
    ...(isSound ? overSoundGraphs : []),
    ...(input.isThorough ? onlyWhenThorough : []),
    ...(input.isThorough && isSound ? onlyWhenThoroughOverSoundGraphs : []),
  ];
  for (const finding of [cycles, ...lints.map((lint) => lint(context))].flat()) findings.add(finding);
}

function contextOf({ graph, documents, model }: LintInput): LintContext {
  const schemas = graph.schemas();
  const files = new Set(schemas.map(({ location }) => location.file));
  return {
    schemas,
    events: model === undefined ? [] : [...model.server.events, ...model.client.events].map(({ schema }) => schema),
    documents: documents.filter(({ file }) => files.has(file)),
    unknownKeywords: graph.unknownKeywords,
    sourceOf: (schema) => graph.sourceOf(schema),
    verdicts: new Verdicts(),
  };
}
