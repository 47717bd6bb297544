import { isManifest, loadConfig } from "../config/load-config.js";
import type { LoadedConfig } from "../config/load-config.js";
import type { Findings } from "../diagnostics/diagnostic.js";
import { lintDuplicateKeys } from "../lint/duplicate-keys.js";
import type { DocumentStore } from "../load/document-store.js";

/** Reads a config of which no part is lost by a key that stands twice; `undefined` after a finding. */
export function readConfig(root: string, named: string | undefined, store: DocumentStore, findings: Findings): LoadedConfig | undefined {
  const config = loadConfig(root, named, store, findings);
  const documents = store.documents().filter(({ value }) => !isManifest(value));
  const lost = lintDuplicateKeys({ documents }).filter(({ severity }) => severity === undefined);
  for (const finding of lost) findings.add(finding);
  return lost.length > 0 ? undefined : config;
}
