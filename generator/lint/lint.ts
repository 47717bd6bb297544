import type { Finding, Findings } from "../diagnostics/diagnostic.js";
import type { Document } from "../load/document-store.js";
import { isMetaSchemaFile } from "../load/meta-schemas.js";
import type { SchemaGraph } from "../load/schema-graph.js";
import type { ProtocolModel } from "../model/protocol.js";
import type { Dialect, Schema } from "../schema/schema.js";
import { lintAcceptsAnything, lintRequiredNames, lintUniqueItems } from "./schema-lints.js";
import type { IsSubset, LintContext, Prover } from "./context.js";
import { lintState } from "./state/lint-state.js";
import { lintDialects, lintFormats, lintOpenapiWords, lintRefSiblings, lintUnknownKeywords } from "./keyword-lints.js";
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

/** Joins rules that look at each schema by itself. A schema never changes after it was read, so each is checked once. */
function eachSchema(lints: readonly Lint[]): Lint {
  const known = new WeakMap<Schema, readonly Finding[]>();
  return (context) =>
    context.schemas.flatMap((schema) => {
      const found = known.get(schema) ?? lints.flatMap((lint) => lint({ ...context, schemas: [schema] }));
      known.set(schema, found);
      return found;
    });
}

const always: readonly Lint[] = [
  ({ unknownKeywords }) => lintUnknownKeywords(unknownKeywords),
  ({ schemas }) => lintFormats(schemas),
  lintDuplicateKeys,
  lintDialects,
  lintOpenapiWords,
  lintAcceptsAnything,
  lintPatterns,
  eachSchema([({ schemas }) => lintRequiredNames(schemas), lintRefSiblings, lintUniqueItems]),
];

/** These rules follow references, so they need a graph without cycles of references. */
const overSoundGraphs: readonly Lint[] = [eachSchema([lintUnsatisfiable, lintNotes])];

/** Rules that take long, or that do not matter to a user who only generates code. */
const onlyWhenThorough: readonly Lint[] = [lintUnusedDefinitions];
const onlyWhenThoroughOverSoundGraphs: readonly Lint[] = [lintUnionMembers, lintProofs];

/** The inputs of the linter beside the graph. */
export type LintScope = {
  readonly documents: readonly Document[];
  readonly model: ProtocolModel | undefined;
  /** True for `dagwire lint`, which runs all rules, also those that take long. */
  readonly isThorough: boolean;
  /** Decides questions that the cheap rules cannot decide. Used only if `isThorough`. */
  readonly prover?: Prover | undefined;
  /** Decides whether the values that events write are valid in the state. */
  readonly isSubset: IsSubset;
};

/** Runs every rule that looks at the whole graph. */
export function lintProtocol(graph: SchemaGraph, findings: Findings, scope: LintScope): void {
  if (!scope.isThorough && isQuiet(graph)) {
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

function stateFindings(graph: SchemaGraph, { model, isSubset }: LintScope): readonly Finding[] {
  if (model === undefined || (model.state === undefined && ![...graph.byDocument()].some(hasSteps))) return [];
  return lintState(model, { schemas: graph.schemas(), isSubset });
}

// A document's schemas never change, but later more of them may be reached. So an entry is current if its size is equal.
const documentsWithSteps = new WeakMap<ReadonlyMap<string, Schema>, { readonly size: number; readonly hasSteps: boolean }>();

function hasSteps(schemas: ReadonlyMap<string, Schema>): boolean {
  const known = documentsWithSteps.get(schemas);
  if (known?.size === schemas.size) return known.hasSteps;
  const found = [...schemas.values()].some(({ annotations }) => annotations.state !== undefined);
  documentsWithSteps.set(schemas, { size: schemas.size, hasSteps: found });
  return found;
}

// As above: an entry is current if its size is equal.
const quietDocuments = new WeakMap<ReadonlyMap<string, Schema>, { readonly size: number; readonly dialect: Dialect | undefined }>();

/**
 * Returns true if no rule finds anything in any single document and all have one dialect. Then no rule
 * finds anything in all of them together. Only a changed document is checked again.
 */
function isQuiet(graph: SchemaGraph): boolean {
  if (graph.unknownKeywords.length > 0) return false;
  const dialects = new Set<Dialect>();
  for (const schemas of graph.byDocument()) {
    if (fileOf(schemas).some(isMetaSchemaFile)) continue;
    const known = quietDocuments.get(schemas);
    const dialect = known?.size === schemas.size ? known.dialect : quietDialect([...schemas.values()], graph);
    quietDocuments.set(schemas, { size: schemas.size, dialect });
    if (dialect === undefined || dialects.add(dialect).size > 1) return false;
  }
  return true;
}

function quietDialect(schemas: readonly Schema[], graph: SchemaGraph): Dialect | undefined {
  const [first] = schemas;
  // The events are not known here, so every schema that may be one counts as an event.
  const context = {
    schemas,
    events: schemas.filter(isNamed),
    documents: [],
    unknownKeywords: [],
    sourceOf: (schema: Schema) => graph.sourceOf(schema),
    verdicts: new Verdicts(),
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

function contextOf(graph: SchemaGraph, { documents, model, prover }: LintScope): LintContext {
  const schemas = graph.schemas().filter(({ location }) => !isMetaSchemaFile(location.file));
  const files = new Set(schemas.map(({ location }) => location.file));
  return {
    schemas,
    events: model === undefined ? [] : [...model.server.events, ...model.client.events].map(({ schema }) => schema),
    documents: documents.filter(({ file }) => files.has(file)),
    unknownKeywords: graph.unknownKeywords,
    sourceOf: (schema) => graph.sourceOf(schema),
    verdicts: new Verdicts(),
    prover,
  };
}
