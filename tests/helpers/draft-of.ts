import { join } from "node:path";
import type { Manifest } from "../../generator/config/manifest-schema.js";
import { lintProver } from "../../generator/check/provers.js";
import { Findings } from "../../generator/diagnostics/diagnostic.js";
import { checkDraft } from "../../generator/draft/check-draft.js";
import { draftManifest } from "../../generator/draft/draft-manifest.js";
import type { EnvelopeKind } from "../../generator/draft/envelopes.js";
import { findSchemas } from "../../generator/draft/find-schemas.js";
import { draftNotes } from "../../generator/draft/notes.js";
import { DocumentStore } from "../../generator/load/document-store.js";
import { temporaryFolder } from "./protocol-folder.js";
import type { FolderContents } from "./protocol-folder.js";

/** A drafted manifest, the notes of the draft, and the findings that `generate` would still report. */
export type Draft = Pick<Manifest, "discriminator" | "server" | "client" | "types" | "names"> & {
  readonly notes: string;
  readonly errors: string;
};

/** Drafts the manifest for the folder `schema` of the contents. */
export function draftOf(contents: FolderContents, envelope?: EnvelopeKind): Draft {
  const folder = temporaryFolder(contents);
  const store = new DocumentStore(folder, new Findings());
  const from = join(folder, "schema");
  const draft = draftManifest(findSchemas(from, store), from, folder, store, envelope);
  if (draft === undefined) throw new Error("nothing found");
  const { manifest, errors } = checkDraft(draft.manifest, { path: join(folder, "protocol.json"), store, prover: lintProver() });
  const { $schema: _schema, name: _name, version: _version, ...parts } = manifest;
  return { ...parts, notes: draftNotes(draft).join("\n"), errors: errors.map(({ message }) => message).join("\n") };
}

/** A union of definitions. */
export const refs = (...names: readonly string[]): object => ({ oneOf: names.map((name) => ({ $ref: `#/$defs/${name}` })) });
/** An object with constants, all required. */
export const tagged = (tags: Readonly<Record<string, unknown>>): object => ({
  type: "object",
  properties: Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, { const: value }])),
  required: Object.keys(tags),
});
/** A definition of `schema/all.json`. */
export const at = (name: string): string => `schema/all.json#/$defs/${name}`;
