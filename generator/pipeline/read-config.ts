import { isManifest, loadConfig } from "../config/load-config.js";
import type { LoadedConfig } from "../config/load-config.js";
import type { Findings } from "../diagnostics/diagnostic.js";
import { lintDuplicateKeys } from "../lint/duplicate-keys.js";
import type { DocumentStore } from "../load/document-store.js";

/**
 * Reads the config. Returns `undefined` if the config has an error, such as a key that occurs twice: `JSON.parse` loses
 * its first value.
 */
export function readConfig(root: string, named: string | undefined, store: DocumentStore, findings: Findings): LoadedConfig | undefined {
  const config = loadConfig(root, named, store, findings);
  const documents = store.documents().filter(({ value }) => !isManifest(value));
  const lost = lintDuplicateKeys({ documents }).filter(({ severity }) => severity === undefined);
  for (const finding of lost) findings.add(finding);
  return lost.length > 0 ? undefined : config;
}
