import { readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { documentMark } from "../emit/generated-note.js";
import { makeFolder } from "./make-folder.js";

/** The outcome of writing a document. */
export type DocumentResult =
  { readonly outcome: "written" | "equal" | "foreign" } | { readonly outcome: "unwritable"; readonly reason: string };

/** Compares a file on disk with the document's text. `foreign` means that dagwire did not write the file. */
export function compareDocument(path: string, text: string): DocumentResult | { readonly outcome: "stale" } {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return { outcome: "stale" };
  if (!stat.isFile()) return { outcome: "unwritable", reason: "it is no file" };
  const present = readFileSync(path, "utf8");
  if (present === text) return { outcome: "equal" };
  return present.slice(0, 4096).includes(documentMark) ? { outcome: "stale" } : { outcome: "foreign" };
}

/** Writes a document to a temporary file beside `path` and renames that file. Never overwrites a file that dagwire did not write. */
export function writeDocument(path: string, text: string): DocumentResult {
  try {
    const compared = compareDocument(path, text);
    if (compared.outcome !== "stale") return compared;
    makeFolder(dirname(path));
    const draft = `${path}.${process.pid}.tmp`;
    writeFileSync(draft, text);
    renameSync(draft, path);
    return { outcome: "written" };
  } catch (error) {
    return { outcome: "unwritable", reason: error instanceof Error && "code" in error ? String(error.code) : String(error) };
  }
}
