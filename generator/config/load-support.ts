import type { Findings } from "../diagnostics/diagnostic.js";
import type { DocumentStore } from "../load/document-store.js";
import type { Peer, SupportTable } from "./support-schema.js";
import { checkOptions } from "./check-options.js";
import { supportSchema } from "./support-schema.js";

/** Returns the path of a protocol's support table, beside its manifest: `protocol.json` → `protocol.support.json`. */
export function supportPath(manifestPath: string): string {
  return `${manifestPath.replace(/\.json$/, "")}.support.json`;
}

/**
 * Reads the peers that a protocol's support table lists.
 *
 * @param digest the digest of the protocol as its schemas are now.
 * @returns `undefined` if the table is missing. Also `undefined`, with a finding, if the table is not valid or was computed for other schemas.
 */
export function loadSupport(manifestPath: string, digest: string, store: DocumentStore, findings: Findings): readonly Peer[] | undefined {
  const path = supportPath(manifestPath);
  if (!store.exists(path)) return undefined;
  const document = store.read(path);
  if (document === undefined || !checkOptions(document, supportSchema(), findings)) return undefined;
  const table = document.value as unknown as SupportTable;
  if (table.digest === digest) return table.peers.map(({ from: _from, ...peer }) => peer);
  findings.add({
    rule: "SUPPORT_STALE",
    place: { file: document.file, pointer: "/digest", on: "value" },
    message: `"${document.file}" was computed for other schemas, so entry.ts lists no peers.`,
    hint: "Run `npx dagwire check --matrix`, then `npx dagwire generate`, and commit both.",
  });
  return undefined;
}
