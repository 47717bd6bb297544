import { join } from "node:path";
import { defaultRuntime } from "../config/load-config.js";
import { formatText } from "../diagnostics/format-text.js";
import type { SeverityOverrides } from "../diagnostics/settle.js";
import { modelProtocol } from "../pipeline/read-protocol.js";
import type { ModelResult } from "../pipeline/read-protocol.js";
import type { ProtocolModel } from "../model/protocol.js";
import { BaselineError } from "./baseline-error.js";
import { findManifest } from "./find-manifest.js";
import type { WantedManifest } from "./find-manifest.js";
import type { Tree } from "./tree.js";

/** What is wrong with a version that is out already, but does not keep it from being read. */
const forgiven: SeverityOverrides = {
  UNKNOWN_KEYWORD: "off",
  SCHEMA_UNSATISFIABLE: "off",
  JSON_KEY_DUPLICATE: "off",
  PATTERN_EXPONENTIAL: "off",
  TYPE_NAME_COLLISION: "off",
  TYPE_NAME_INVALID: "off",
  TYPE_NAME_SHADOWS_GLOBAL: "off",
};

/** Each round follows the references of the one before. */
const mostRounds = 100;

/**
 * The model of a protocol as a baseline has it.
 *
 * @returns `undefined` where the baseline has other protocols, but not this one.
 * @throws BaselineError where there is none at all, or its schemas are not sound.
 */
export function readBaseline(tree: Tree, wanted: WantedManifest): ProtocolModel | undefined {
  const path = findManifest(tree, wanted);
  if (path === undefined) return undefined;
  const { model, diagnostics } = readAll(tree, path);
  if (model !== undefined) return model;
  const first = diagnostics.find(({ severity }) => severity === "error");
  const reason = first === undefined ? "" : ` ${formatText([first]).trim()}`;
  throw new BaselineError(`"${tree.label}": the schemas of this baseline cannot be read.${reason}`);
}

function readAll(tree: Tree, path: string): ModelResult {
  const plan = { manifestPath: join(tree.folder, path), outPath: join(tree.folder, "generated"), runtime: defaultRuntime };
  for (let round = 0; ; round++) {
    const result = modelProtocol(tree.folder, plan, forgiven);
    if (round === mostRounds || !tree.provideMissing(result.inputs)) return result;
  }
}
