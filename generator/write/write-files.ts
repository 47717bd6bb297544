import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { documentMark } from "../emit/generated-note.js";
import type { Difference } from "./difference.js";
import type { OutputTexts } from "./output-texts.js";

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

/**
 * Makes a folder and its parents, one at a time. `mkdirSync` with `recursive` never returns if a file system such as
 * /proc refuses with ENOENT (Node 20 to 24).
 *
 * @throws the file system's error, with its code.
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process may have made the folder in the meantime.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}

/**
 * Applies a difference to a folder. Each text is written to a temporary file, which is then renamed: a reader never
 * sees half a file.
 *
 * @param output records the written texts.
 * @throws the file system's error, with its code.
 */
export function writeOutput(folder: string, { changed, removed }: Difference, output: OutputTexts): void {
  if (changed.length > 0) makeFolder(folder);
  for (const { path, text } of changed) {
    const target = join(folder, path);
    const draft = `${target}.${process.pid}.tmp`;
    writeFileSync(draft, text);
    renameSync(draft, target);
    output.wrote(target, text);
  }
  for (const name of removed) rmSync(join(folder, name));
}
