import { statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Findings } from "../diagnostics/diagnostic.js";
import type { SeverityOverrides } from "../diagnostics/settle.js";
import { contractPath, contractPathOf01 } from "../base/contract-path.js";
import { isObject } from "../base/json.js";
import { version } from "../base/version.js";
import type { Document, DocumentStore } from "../load/document-store.js";
import type { Json } from "../base/json.js";
import { checkOptions } from "./check-options.js";
import { configSchema } from "./config-schema.js";
import type { CheckOptions, Config, ImportExtension } from "./config-schema.js";
import { hasFixedSeverity } from "./fixed-severity.js";
import { hasSharedOutput } from "./output-folders.js";
import { isPlainConfig, isPlainManifest } from "./plainly-valid.js";
import { manifestSchema } from "./manifest-schema.js";
import type { Manifest } from "./manifest-schema.js";

/** The module from which generated code imports its helpers, unless the config names another module. */
export const defaultRuntime: string = contractPath;

/** The absolute paths of one protocol's manifest and output, with its options. */
export type ProtocolPlan = {
  readonly manifestPath: string;
  readonly outPath: string;
  readonly runtime: string;
  /** True if `typebox.ts` is generated too. */
  readonly typebox?: boolean;
  /** The kind of hooks in `react.ts`; absent if `react.ts` is not generated. */
  readonly react?: "stream" | "dag" | undefined;
  /** Name of the entry object. @default the protocol's name in camel case */
  readonly entry?: string | undefined;
  /** The ending that generated files write in the paths of their imports. @default `.js` */
  readonly importExtension?: ImportExtension | undefined;
};

/** The protocols and settings of one run. */
export type LoadedConfig = {
  readonly plans: readonly ProtocolPlan[];
  readonly severity: SeverityOverrides;
  readonly check: CheckOptions;
  /** The path of the config as findings show it; absent if no config file was read. */
  readonly file?: string;
};

/**
 * Reads the config file `named`, by default `dagwire.config.json`. If no file is named and the default does not exist,
 * the manifest is `schema/protocol.json`, else `protocol.json`, and the output is `generated/`.
 *
 * @returns `undefined` if the config is missing or not valid, after adding a finding.
 */
export function loadConfig(root: string, named: string | undefined, store: DocumentStore, findings: Findings): LoadedConfig | undefined {
  const path = configPath(root, named, store);
  if (path === undefined) return defaultPlan(root, store, findings);
  const document = store.read(path);
  const folder = dirname(path);
  if (isManifest(document?.value)) return onePlan(path, join(folder, "generated"));
  if (document !== undefined && hasFixedSeverity(document, findings)) return undefined;
  if (document === undefined || !(isPlainConfig(document.value) || checkOptions(document, configSchema(), findings))) return undefined;
  const config = document.value as unknown as Config;
  if (isOfOldContract(config, document, findings)) return undefined;
  if (hasSharedOutput(config.protocols, { file: document.file, folder }, findings)) return undefined;
  const plans = config.protocols.map(({ schema, out, runtime, typebox = false, react, entry, importExtension }) => ({
    manifestPath: resolve(folder, schema),
    outPath: resolve(folder, out),
    runtime: runtime ?? defaultRuntime,
    typebox,
    react,
    entry,
    importExtension,
  }));
  return { plans, severity: config.severity ?? {}, check: config.check ?? {}, file: document.file };
}

/** Returns true if the option "runtime" of the config is the module of dagwire 0.1. Adds a finding in this case. */
function isOfOldContract({ protocols }: Config, { file }: Document, findings: Findings): boolean {
  const old = protocols.findIndex(({ runtime }) => runtime === contractPathOf01);
  if (old === -1) return false;
  findings.add({
    rule: "OPTION_INVALID",
    place: { file, pointer: `/protocols/${old}/runtime`, on: "value" },
    message: `"runtime" is "${contractPathOf01}", the path of dagwire 0.1, which @dagwire/runtime ${version} does not have.`,
    hint: `Leave "runtime" out, or write "${defaultRuntime}".`,
  });
  return true;
}

/**
 * Returns the path of the config, or of a manifest in its place. If `named` is a folder, uses the config or the
 * manifest in the folder.
 */
function configPath(root: string, named: string | undefined, store: DocumentStore): string | undefined {
  const path = resolve(root, named ?? ".");
  if (named !== undefined && !isFolder(path)) return path;
  const candidates = ["dagwire.config.json", ...(named === undefined ? [] : ["protocol.json", join("schema", "protocol.json")])];
  const found = candidates.map((name) => join(path, name)).find((candidate) => store.exists(candidate) || isFolder(candidate));
  return found ?? (named === undefined ? undefined : join(path, "dagwire.config.json"));
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}

/**
 * Returns true if the contents of a file are those of a manifest. A user may name a manifest instead of a config; the
 * output is then `generated/` beside the manifest.
 */
export function isManifest(value: Json | undefined): boolean {
  return isObject(value) && value["protocols"] === undefined && value["name"] !== undefined;
}

function defaultPlan(root: string, store: DocumentStore, findings: Findings): LoadedConfig | undefined {
  const manifests = [join(root, "schema", "protocol.json"), join(root, "protocol.json")];
  const found = manifests.find((path) => store.exists(path));
  if (found !== undefined) return onePlan(found, join(root, "generated"));
  const message = "This folder has no dagwire.config.json, no schema/protocol.json and no protocol.json.";
  const hint = "Run `npx dagwire init` to make a config and a manifest, or name a config with --config.";
  findings.add({ rule: "FILE_NOT_FOUND", place: { file: "dagwire.config.json" }, message, hint });
  return undefined;
}

function onePlan(manifestPath: string, outPath: string): LoadedConfig {
  return { plans: [{ manifestPath, outPath, runtime: defaultRuntime }], severity: {}, check: {} };
}

/** A valid manifest and the document that it was read from. */
export type LoadedManifest = { readonly document: Document; readonly manifest: Manifest };

/** Reads and checks a manifest. Returns `undefined` if it is not valid, after adding a finding. */
export function loadManifest(path: string, store: DocumentStore, findings: Findings): LoadedManifest | undefined {
  const document = store.read(path);
  if (document === undefined || !(isPlainManifest(document.value) || checkOptions(document, manifestSchema(), findings))) return undefined;
  return { document, manifest: document.value as unknown as Manifest };
}
