import { Memo } from "../base/memo.js";
import type { Finding, Findings } from "../diagnostics/diagnostic.js";
import type { Document } from "../load/document-store.js";
import { isMetaSchemaFile } from "../load/meta-schemas.js";
import type { SchemaGraph } from "../load/schema-graph.js";
import type { ProtocolModel } from "../model/protocol.js";
import type { Dialect, Schema } from "../schema/schema.js";
import { lintAcceptsAnything, lintRequiredNames, lintUniqueItems } from "./schema-lints.js";
import type { IsSubset, LintContext, Prover } from "./context.js";
import { lintState } from "./state/lint-state.js";
import { lintDialects, lintFormats, lintOpenapiWords, lintUnknownKeywords } from "./keyword-lints.js";
import { lintRefSiblings } from "./ref-siblings.js";
import { lintClosedEnums } from "./closed-enums.js";
import { lintDuplicateKeys } from "./duplicate-keys.js";
import { lintNotes } from "./notes.js";
import { lintPatterns } from "./patterns.js";
import { lintProofs } from "./proofs.js";
import { lintRefCycles } from "./ref-cycles.js";
import { lintUnionMembers } from "./union-members.js";
import { lintUnsatisfiable } from "./unsatisfiable.js";
import { lintUnusedDefinitions } from "./unused-definitions.js";
import { Verdicts } from "./verdicts.js";

type Lint = (context: LintContext) => readonly Finding[];

/**
 * Joins rules that check each schema alone into one rule. A `Schema` object never changes after it was read, so each
 * schema is checked once, also over several runs.
 */
function eachSchema(stage: string, lints: readonly Lint[]): Lint {
  return (context) =>
    context.schemas.flatMap((schema) =>
      context.memo.get(stage, schema, [], () => lints.flatMap((lint) => lint({ ...context, schemas: [schema] }))),
    );
}

const always: readonly Lint[] = [
  ({ unknownKeywords }) => lintUnknownKeywords(unknownKeywords),
  ({ schemas }) => lintFormats(schemas),
  lintDuplicateKeys,
  lintDialects,
  lintOpenapiWords,
  lintAcceptsAnything,
  lintPatterns,
  eachSchema("lint schema", [({ schemas }) => lintRequiredNames(schemas), lintRefSiblings, lintUniqueItems]),
];

/** Rules that follow references. They need schemas among which no chain of `$ref` leads back to its beginning. */
const overSoundGraphs: readonly Lint[] = [eachSchema("lint sound schema", [lintUnsatisfiable, lintNotes])];

/** Rules that only `dagwire lint` runs, because they are slow or do not concern generated code. */
const onlyWhenThorough: readonly Lint[] = [lintUnusedDefinitions];
const onlyWhenThoroughOverSoundGraphs: readonly Lint[] = [lintUnionMembers, lintProofs, lintClosedEnums];

/** The inputs of the linter, except the graph of schemas. */
export type LintScope = {
  readonly documents: readonly Document[];
  readonly model: ProtocolModel | undefined;
  /** True for `dagwire lint`, which also runs the slow rules. */
  readonly isThorough: boolean;
  /** The prover, for questions that the cheap rules cannot decide. Used only if `isThorough` is true. */
  readonly prover?: Prover | undefined;
  /** Keeps findings for the next run of the linter. @default the findings are kept only during one run */
  readonly memo?: Memo | undefined;
  /**
   * True if the loader could read every schema. Otherwise the linter does not check steps of the state, because their
   * faults would follow from the unreadable schema.
   */
  readonly isReadable: boolean;
  /** Decides whether the state's schema accepts every value that an event may write. */
  readonly isSubset: IsSubset;
};

type KeepingScope = LintScope & { readonly memo: Memo };

/** Runs the rules of the linter over the graph of schemas and adds their findings. */
export function lintProtocol(graph: SchemaGraph, findings: Findings, { memo = new Memo(), ...given }: LintScope): void {
  const scope = { ...given, memo };
  if (!scope.isThorough && isQuiet(graph, memo)) {
    const files = new Set([...graph.byDocument()].flatMap(fileOf));
    const documents = scope.documents.filter(({ file }) => files.has(file));
    for (const finding of [...lintDuplicateKeys({ documents }), ...stateFindings(graph, scope)]) findings.add(finding);
    return;
  }
  const context = contextOf(graph, scope);
  const cycles = lintRefCycles(context.schemas);
  const isSound = cycles.length === 0;
  const lints = [
    ...always,
    ...(isSound ? overSoundGraphs : []),
    ...(scope.isThorough ? onlyWhenThorough : []),
    ...(scope.isThorough && isSound ? onlyWhenThoroughOverSoundGraphs : []),
  ];
  const state = isSound ? stateFindings(graph, scope) : [];
  for (const finding of [cycles, ...lints.map((lint) => lint(context)), state].flat()) findings.add(finding);
}

function stateFindings(graph: SchemaGraph, { model, isReadable, isSubset, memo }: KeepingScope): readonly Finding[] {
  if (
    !isReadable ||
    model === undefined ||
    (model.state === undefined && ![...graph.byDocument()].some((schemas) => hasSteps(schemas, memo)))
  )
    return [];
  return lintState(model, { schemas: graph.schemas(), isSubset });
}

// The map of a document's schemas can only grow, when later references reach more schemas. So a stored answer about a
// document is valid while the map has the same size.
function hasSteps(schemas: ReadonlyMap<string, Schema>, memo: Memo): boolean {
  return memo.get("has steps", schemas, [schemas.size], () =>
    [...schemas.values()].some(({ annotations }) => annotations.state !== undefined),
  );
}

/**
 * Returns true if no rule finds anything in any single document, and all documents have the same dialect. In this case
 * no rule can find anything in the whole protocol. In later runs only changed documents are checked again.
 */
function isQuiet(graph: SchemaGraph, memo: Memo): boolean {
  if (graph.unknownKeywords.length > 0) return false;
  const dialects = new Set<Dialect>();
  for (const schemas of graph.byDocument()) {
    if (fileOf(schemas).some(isMetaSchemaFile)) continue;
    const dialect = memo.get("quiet document", schemas, [schemas.size], () => quietDialect([...schemas.values()], graph, memo));
    if (dialect === undefined || dialects.add(dialect).size > 1) return false;
  }
  return true;
}

function quietDialect(schemas: readonly Schema[], graph: SchemaGraph, memo: Memo): Dialect | undefined {
  const [first] = schemas;
  // This function does not know the events, so it treats every schema that may be an event as one.
  const context = {
    schemas,
    events: schemas.filter(isNamed),
    serverEvents: [],
    documents: [],
    unknownKeywords: [],
    sourceOf: (schema: Schema) => graph.sourceOf(schema),
    verdicts: new Verdicts(),
    memo,
  };
  if (lintRefCycles(schemas).length > 0 || [...always, ...overSoundGraphs].some((lint) => lint(context).length > 0)) return undefined;
  return first?.dialect;
}

/** Returns false for the schema of a property, which cannot be an event. */
function isNamed({ location }: Schema): boolean {
  return !/\/properties\/[^/]*$/.test(location.pointer);
}

function fileOf(schemas: ReadonlyMap<string, Schema>): string[] {
  const [first] = schemas.values();
  return first === undefined ? [] : [first.location.file];
}

function contextOf(graph: SchemaGraph, { documents, model, prover, memo }: KeepingScope): LintContext {
  const schemas = graph.schemas().filter(({ location }) => !isMetaSchemaFile(location.file));
  const files = new Set(schemas.map(({ location }) => location.file));
  return {
    schemas,
    events: model === undefined ? [] : [...model.server.events, ...model.client.events].map(({ schema }) => schema),
    serverEvents: model?.server.events ?? [],
    documents: documents.filter(({ file }) => files.has(file)),
    unknownKeywords: graph.unknownKeywords,
    sourceOf: (schema) => graph.sourceOf(schema),
    verdicts: new Verdicts(),
    memo,
    prover,
  };
}
