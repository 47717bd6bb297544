import { basename, dirname, relative, sep } from "node:path";
import type { Manifest } from "../config/manifest-schema.js";
import type { Document, DocumentStore } from "../load/document-store.js";
import { isObject } from "../base/json.js";
import type { Candidate, Gap } from "./candidate.js";
import { collectCandidates } from "./collect-candidates.js";
import { draftEvents } from "./draft-events.js";
import type { DraftEvents } from "./draft-events.js";
import type { EnvelopeKind } from "./envelopes.js";
import { entriesOf } from "./manifest-entries.js";
import { valueAt } from "./local-refs.js";
import { leftOut } from "./left-out.js";
import { SchemaSet } from "./schema-set.js";
import { wordsOf } from "./words.js";

/** A drafted manifest, with the events and types that it lists. */
export type ManifestDraft = {
  readonly manifest: Manifest;
  readonly found: DraftEvents;
  readonly gaps: readonly Gap[];
  /** The names of definitions that look like messages, but that no event of the draft uses. */
  readonly leftOut: readonly string[];
};

/**
 * Drafts the manifest of a set of schema documents.
 *
 * @param from the file or folder that the user named.
 * @param folder the folder into which the manifest will be written.
 * @param envelope the envelope of the messages, if the user named one.
 */
export function draftManifest(
  documents: readonly Document[],
  from: string,
  folder: string,
  store: DocumentStore,
  envelope?: EnvelopeKind,
): ManifestDraft | undefined {
  const schemas = new SchemaSet(documents, store);
  const base = commonFolder(documents);
  const shownName = ({ path }: Document): string => slashes(relative(base, path)).replace(/(\.schema)?\.json$/i, "");
  const { candidates, gaps } = collectCandidates(schemas, shownName);
  if (candidates.length === 0 && gaps.length === 0) return undefined;
  const found = draftEvents(candidates, { from, envelope, foldersOf: (candidate) => foldersOf(candidate, shownName) });
  const refOf = ({ document, pointer }: Pick<Candidate, "document" | "pointer">): string =>
    slashes(relative(folder, document.path)) + (pointer === "" ? "" : `#${pointer.replaceAll("%", "%25").replaceAll("#", "%23")}`);
  const [discriminator, ...others] = found.discriminators;
  const types = found.types.map(refOf);
  const manifest: Manifest = {
    $schema: "https://dagwire.dev/schema/protocol.schema.json",
    name: nameOf(documents, from),
    version: versionOf(documents),
    ...(discriminator !== undefined && { discriminator: others.length === 0 ? discriminator : [discriminator, ...others] }),
    server: entriesOf("server", found.events, refOf),
    client: entriesOf("client", found.events, refOf),
    ...(types.length > 0 && { types }),
  };
  return { manifest, found, gaps, leftOut: leftOut(schemas, found) };
}

/**
 * Returns the folders around a candidate, whose names may contain its sender, such as `client`. A file with several
 * messages counts as a folder.
 */
function foldersOf({ document, pointer }: Candidate, shownName: (document: Document) => string): readonly string[] {
  const parts = shownName(document).split("/");
  return pointer === "" ? parts.slice(0, -1) : parts;
}

function commonFolder(documents: readonly Document[]): string {
  const folders = documents.map(({ path }) => dirname(path).split(sep));
  const [first = []] = folders;
  const length = first.findIndex((part, index) => folders.some((folder) => folder[index] !== part));
  return (length === -1 ? first : first.slice(0, length)).join(sep) || sep;
}

function slashes(path: string): string {
  return path.split(sep).join("/");
}

const dullNames: ReadonlySet<string> = new Set(["schema", "schemas", "protocol", "index", "json", "src", "spec", "dist", "main"]);

/**
 * Returns a name for the protocol. It is the title of the only document, else the name of the user's file or folder,
 * else that of a folder around it.
 */
function nameOf(documents: readonly Document[], from: string): string {
  const [only, ...others] = documents;
  const title = only === undefined || others.length > 0 ? undefined : (valueAt(only.value, "/info/title") ?? valueAt(only.value, "/title"));
  if (typeof title === "string" && wordsOf(title).length > 0 && title.length <= 60) return wordsOf(title).join("-");
  const parts = from
    .split(sep)
    .toReversed()
    .map((part) => wordsOf(part.replace(/(\.schema)?\.json$/i, "")).join("-"));
  return parts.find((part) => part !== "" && !dullNames.has(part)) ?? (wordsOf(basename(from)).join("-") || "protocol");
}

function versionOf([document]: readonly Document[]): string {
  const value =
    document === undefined || !isObject(document.value)
      ? undefined
      : (valueAt(document.value, "/info/version") ?? document.value["version"]);
  return typeof value === "string" && /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(value) ? value : "1.0.0";
}
