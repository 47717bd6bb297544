import { Memo } from "../base/memo.js";
import type { Manifest } from "../config/manifest-schema.js";
import { Findings } from "../diagnostics/diagnostic.js";
import type { Diagnostic, Finding } from "../diagnostics/diagnostic.js";
import { settle } from "../diagnostics/settle.js";
import type { SeverityOverrides } from "../diagnostics/settle.js";
import { lintProtocol } from "../lint/lint.js";
import { lintProofs } from "../lint/proofs.js";
import type { Prover } from "../lint/context.js";
import type { DocumentStore } from "../load/document-store.js";
import { tellingTokens } from "./event-names.js";
import { Registry } from "../load/registry.js";
import { SchemaGraph } from "../load/schema-graph.js";
import { buildModel } from "../model/build-model.js";
import { isReservedName } from "../model/reserved-names.js";
import { pascalCase } from "../base/pascal-case.js";
import type { Json } from "../base/json.js";
import type { Schema } from "../schema/schema.js";

/** A draft of a manifest after its repair, with the errors that `generate` would still report. */
export type CheckedDraft = {
  readonly manifest: Manifest;
  /**
   * Severities to write into the config. With them, `generate` accepts faults in schemas that the user cannot edit.
   */
  readonly severity: SeverityOverrides;
  readonly errors: readonly Diagnostic[];
};

/**
 * Rules whose findings do not make the validators wrong. In schemas that the user cannot edit, findings of these rules
 * become warnings.
 */
const forgivable: readonly Finding["rule"][] = [
  "UNKNOWN_KEYWORD",
  "EXAMPLE_INVALID",
  "REQUIRED_NAME_UNDECLARED",
  "FORMAT_UNKNOWN",
  "EVENT_UNSATISFIABLE",
  "SCHEMA_UNSATISFIABLE",
  "PATTERN_EXPONENTIAL",
];
const maxRounds = 4;

/** The inputs of {@link checkDraft}, except the draft. */
export type DraftCheck = {
  /** The path at which the manifest will be written. */
  readonly path: string;
  readonly store: DocumentStore;
  readonly prover: Prover;
};

/**
 * Checks a draft of a manifest as `generate` and `lint` would. Repairs names in the manifest, and lowers severities for
 * faults in schemas that the user cannot edit.
 */
export function checkDraft(draft: Manifest, check: DraftCheck, rounds: number = maxRounds, memo = new Memo()): CheckedDraft {
  const { store, prover } = check;
  const { findings, events } = readDraft(draft, check, memo);
  const names = mendedNames(draft, findings);
  if (Object.keys(names).length > 0 && rounds > 0) {
    return checkDraft({ ...draft, names: { ...draft.names, ...names } }, check, rounds - 1, memo);
  }
  const proved = lintProofs({ events, prover });
  const errors = settle([...findings, ...proved], (file) => store.textOf(file)).filter(({ severity }) => severity === "error");
  return settled(draft, errors);
}

function settled(manifest: Manifest, errors: readonly Diagnostic[]): CheckedDraft {
  const forgiven = forgivable.filter((rule) => errors.some((error) => error.rule === rule));
  const severity = Object.fromEntries(forgiven.map((rule) => [rule, "warning" as const]));
  return { manifest, severity, errors: errors.filter(({ rule }) => !forgiven.includes(rule)) };
}

function readDraft(
  manifest: Manifest,
  { path, store, prover }: DraftCheck,
  memo: Memo,
): { readonly findings: readonly Finding[]; readonly events: readonly Schema[] } {
  const findings = new Findings();
  const registry = new Registry(store, findings);
  const graph = new SchemaGraph(registry, findings);
  const document = { path, file: store.shown(path), text: JSON.stringify(manifest), value: manifest as unknown as Json };
  const model = buildModel({ loaded: { document, manifest }, store, registry, graph, findings });
  lintProtocol(graph, findings, {
    documents: store.documents(),
    model,
    isThorough: false,
    isReadable: true,
    isSubset: prover.isSubset,
    memo,
  });
  return { findings: findings.all(), events: [...model.server.events, ...model.client.events].map(({ schema }) => schema) };
}

/**
 * Returns new names, by place of the schema, for types whose name is also that of a TypeScript global or of another
 * type.
 */
function mendedNames(manifest: Manifest, findings: readonly Finding[]): Record<string, string> {
  const names: Record<string, string> = {};
  for (const { rule, place } of findings) {
    if (!("pointer" in place)) continue;
    const isQualified = rule === "TYPE_NAME_QUALIFIED" && isReservedName(pascalCase(tellingTokens(place.pointer).at(-1) ?? ""));
    const isReserved = rule === "TYPE_NAME_SHADOWS_GLOBAL" || isQualified;
    if (!isReserved && rule !== "TYPE_NAME_COLLISION") continue;
    const key = `${place.file}#${place.pointer}`;
    names[key] = nextName(manifest.names?.[key], isReserved, place);
  }
  return names;
}

/**
 * Returns the first of a schema's possible names that was not tried before. The names are words of the schema's place:
 * first the last word, then longer and longer parts.
 */
function nextName(
  before: string | undefined,
  isReserved: boolean,
  { file, pointer }: { readonly file: string; readonly pointer: string },
): string {
  const words = [
    ...file
      .replace(/(\.schema)?\.json$/, "")
      .split("/")
      .slice(-2),
    ...tellingTokens(pointer),
  ];
  const shortest = pointer === "" ? 2 : 1;
  const longer = words.map((_word, index) => pascalCase(words.slice(-shortest - index).join("/"))).filter((name) => !name.startsWith("_"));
  const options = isReserved ? [`${pascalCase(words.at(-1) ?? "")}Type`, ...longer.slice(1)] : longer;
  const next = options.slice(before === undefined ? 0 : options.indexOf(before) + 1).find((name) => name !== before);
  return before !== undefined && !options.includes(before) ? `${before}_` : (next ?? `${before ?? ""}_`);
}
