import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { documentMark } from "../emit/generated-note.js";
import type { Difference } from "./difference.js";
import { documentDifference } from "./difference-kind.js";
import type { DifferenceKind } from "./difference-kind.js";
import type { OutputTexts } from "./output-texts.js";

/**
 * The result of writing a document: written, unchanged, or not written because of a file that dagwire did not write, or
 * an error.
 */
export type DocumentResult =
  { readonly outcome: "written" | "equal" | "foreign" } | { readonly outcome: "unwritable"; readonly reason: string };

/** The result of comparing a document with a file that has another text. */
export type StaleDocument = { readonly outcome: "stale"; readonly kind: DifferenceKind };

/**
 * Compares a file on the disk with the text of a document. The result `foreign` means that dagwire did not write the
 * file.
 */
export function compareDocument(path: string, text: string): DocumentResult | StaleDocument {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return { outcome: "stale", kind: "content" };
  if (!stat.isFile()) return { outcome: "unwritable", reason: "the path is no file" };
  const present = readFileSync(path, "utf8");
  if (present === text) return { outcome: "equal" };
  if (!present.slice(0, 4096).includes(documentMark)) return { outcome: "foreign" };
  return { outcome: "stale", kind: documentDifference(present, text) };
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
 * Creates a folder and its missing parents, one after the other. The option `recursive` of `mkdirSync` is not used: in
 * Node 20 to 24 it never returns if a file system such as /proc refuses with ENOENT.
 *
 * @throws the file system's error, with its code.
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process may have created the folder in the meantime. This is no error.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}

/**
 * Writes the changed files of a difference into a folder and deletes the removed ones. Writes each text to a temporary
 * file and renames it, so that other programs never read half a file.
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
