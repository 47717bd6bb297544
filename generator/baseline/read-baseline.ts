import { join } from "node:path";
import type { Memo } from "../base/memo.js";
import { defaultRuntime } from "../config/load-config.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { formatText } from "../diagnostics/format-text.js";
import type { SeverityOverrides } from "../diagnostics/settle.js";
import { modelProtocol } from "../pipeline/read-protocol.js";
import type { ModelResult } from "../pipeline/read-protocol.js";
import type { ProtocolModel } from "../model/protocol.js";
import { BaselineError } from "./tree.js";
import { findManifest } from "./find-manifest.js";
import type { WantedManifest } from "./find-manifest.js";
import type { Tree } from "./tree.js";

/** Rules that are off for a baseline, because dagwire can still read a published version that breaks these rules. */
const forgiven: SeverityOverrides = {
  UNKNOWN_KEYWORD: "off",
  SCHEMA_LIST_EMPTY: "off",
  SCHEMA_UNSATISFIABLE: "off",
  JSON_KEY_DUPLICATE: "off",
  PATTERN_EXPONENTIAL: "off",
  TYPE_NAME_COLLISION: "off",
  TYPE_NAME_INVALID: "off",
  TYPE_NAME_SHADOWS_GLOBAL: "off",
};

/**
 * The most rounds of reading a baseline. Each round makes the files available to which schemas of the round before
 * refer.
 */
const mostRounds = 100;

/**
 * Reads a protocol from a baseline.
 * @param memo keeps the results of slow analyses of patterns, for other versions of the protocol.
 * @returns `undefined` if the baseline has only other protocols.
 * @throws BaselineError if the baseline has no protocol at all, or its schemas have errors.
 */
export function readBaseline(tree: Tree, wanted: WantedManifest, memo?: Memo): ProtocolModel | undefined {
  const path = findManifest(tree, wanted);
  if (path === undefined) return undefined;
  const { model, diagnostics } = readAll(tree, path, memo);
  if (model !== undefined) return model;
  throw new BaselineError(`"${tree.label}": the schemas of this baseline cannot be read.${reasonOf(diagnostics)}`);
}

/** Returns a sentence with an error of a baseline. A file that cannot be read comes first, because it causes errors in other files. */
function reasonOf(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const first = errors.find(({ rule }) => /^(?:JSON|FILE)_/.test(rule)) ?? errors[0];
  if (first === undefined) return "";
  const { hint: _hint, ...shown } = first;
  const more = errors.length === 1 ? "" : ` It has ${errors.length} errors.`;
  return ` ${formatText([{ ...shown, hint: "" }]).trim()}${more} Name a version whose schemas can be read.`;
}

function readAll(tree: Tree, path: string, memo: Memo | undefined): ModelResult {
  const plan = { manifestPath: join(tree.folder, path), outPath: join(tree.folder, "generated"), runtime: defaultRuntime };
  for (let round = 0; ; round++) {
    const result = modelProtocol(tree.folder, plan, forgiven, {}, { memo });
    if (round === mostRounds || !tree.provideMissing(result.inputs)) return result;
  }
}
