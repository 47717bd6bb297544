import { readFileSync, realpathSync, statSync } from "node:fs";
import type { Stats } from "node:fs";
import { relative, resolve, sep } from "node:path";
import type { Findings, Place } from "../diagnostics/diagnostic.js";
import { jsonFault } from "../diagnostics/locate.js";
import { InputLog } from "./input-log.js";
import { maxLevels, tooDeepAt } from "../schema/depth.js";
import type { Json } from "../base/json.js";
import { glob } from "../base/glob.js";

const mebibyte = 1024 * 1024;
const maxFileBytes = 16 * mebibyte;
const maxTotalBytes = 32 * mebibyte;

/** A JSON file that was read and parsed. */
export type Document = {
  /** The absolute path of the file. */
  readonly path: string;
  /** The path that findings and generated comments show: relative to the project's root, with slashes. */
  readonly file: string;
  readonly text: string;
  readonly value: Json;
};

/** Reads each JSON file once, and reports files that cannot be read. */
export class DocumentStore {
  readonly #root: string;
  readonly #findings: Findings;
  readonly #documents = new Map<string, Document | undefined>();
  /** The files and folders that were read or searched so far. */
  readonly inputs = new InputLog();
  readonly #matches = new Map<string, readonly string[]>();
  #totalBytes = 0;
  #isFull = false;

  /** @param root the folder that shown paths are relative to. */
  constructor(root: string, findings: Findings) {
    this.#root = root;
    this.#findings = findings;
  }

  /** Returns a path as findings show it: relative to the root, with slashes. */
  shown(path: string): string {
    return relative(this.#root, path).split(sep).join("/");
  }

  /** Returns every document that was read so far. */
  documents(): readonly Document[] {
    return [...this.#documents.values()].filter((document) => document !== undefined);
  }

  /** Returns true if `path` is a file. */
  exists(path: string): boolean {
    this.inputs.file(path);
    return this.#documents.get(path) !== undefined || statOf(path)?.isFile() === true;
  }

  /**
   * Reads a file.
   *
   * @param namedAt the place that names the file: a finding about a missing file points to this place.
   * @returns `undefined` if the file cannot be read, after adding a finding.
   */
  read(path: string, namedAt?: Place): Document | undefined {
    const absolute = resolve(path);
    if (!this.#documents.has(absolute)) this.#documents.set(absolute, this.#load(absolute, namedAt));
    return this.#documents.get(absolute);
  }

  /**
   * Reads a file again that was read before.
   *
   * @returns `undefined` if the file was not read before or cannot be read now. Reports nothing in that case.
   */
  reread(path: string): { readonly before: Document; readonly after: Document } | undefined {
    const before = this.#documents.get(path);
    const result = before === undefined ? undefined : readText(path, maxFileBytes);
    if (before === undefined || result === undefined || !("text" in result)) return undefined;
    if (result.text === before.text) return { before, after: before };
    const value = tooDeepAt(result.text) === undefined ? parseJson(result.text) : undefined;
    if (value === undefined) return undefined;
    const after = { ...before, text: result.text, value };
    this.#documents.set(path, after);
    this.#totalBytes += after.text.length - before.text.length;
    return this.#totalBytes > maxTotalBytes ? undefined : { before, after };
  }

  /** Returns the files in a folder that match a pattern. Searches the disk once for each pattern. */
  matching(pattern: string, folder: string): readonly string[] {
    const key = `${folder}\n${pattern}`;
    const known = this.#matches.get(key) ?? matchingFiles(pattern, folder);
    this.#matches.set(key, known);
    this.inputs.pattern(pattern, folder);
    return known;
  }

  /**
   * Reads a file that no schema names, to look for `$id`s in it. Reports no findings, because such a file may be no
   * schema, or no JSON.
   */
  readQuietly(path: string): Document | undefined {
    const absolute = resolve(path);
    const known = this.#documents.get(absolute);
    if (known !== undefined || this.#documents.has(absolute)) return known;
    this.inputs.file(absolute);
    const result = readText(absolute, maxFileBytes);
    if (!("text" in result) || !/"\$?id"/.test(result.text) || tooDeepAt(result.text) !== undefined) return undefined;
    const value = parseJson(result.text);
    if (value === undefined) return undefined;
    const document = { path: absolute, file: this.shown(absolute), text: result.text, value };
    this.#documents.set(absolute, document);
    return document;
  }

  /**
   * Returns the text of a file by the path that findings show. The lines and columns of findings are computed from this
   * text.
   */
  textOf(file: string): string | undefined {
    const path = resolve(this.#root, file);
    const document = this.#documents.get(path);
    if (document !== undefined) return document.text;
    const result = readText(path, maxFileBytes);
    return "text" in result ? result.text : undefined;
  }

  #load(path: string, namedAt: Place | undefined): Document | undefined {
    const file = this.shown(path);
    const result = this.#readText(path);
    if ("problem" in result) {
      if (this.#isFull && result.problem === "FILE_TOO_LARGE") return undefined;
      this.#isFull ||= result.problem === "FILE_TOO_LARGE";
      const isNamed = result.problem === "FILE_NOT_FOUND" || !isFile(path);
      const place = isNamed ? (namedAt ?? { file }) : { file };
      // Without `namedAt` no file names this one: a command's option or a default does.
      const hint =
        result.problem === "FILE_NOT_FOUND" && namedAt === undefined ? `Check the path; dagwire has looked for ${path}.` : result.hint;
      this.#findings.add({ rule: result.problem, place, message: `"${file || "."}" ${result.reason}.`, hint });
      return undefined;
    }
    const deep = tooDeepAt(result.text);
    const value = deep === undefined ? parseJson(result.text) : undefined;
    if (deep !== undefined) this.#reportDepth(file, deep);
    else if (value === undefined) this.#reportFault(file, result.text);
    return value === undefined ? undefined : { path, file, text: result.text, value };
  }

  #readText(path: string): TextResult {
    this.inputs.file(path);
    const result = readText(path, maxTotalBytes - this.#totalBytes);
    if ("text" in result) this.#totalBytes += result.text.length;
    return result;
  }

  #reportDepth(file: string, offset: number): void {
    const message = `"${file}" nests more than ${maxLevels} levels.`;
    this.#findings.add({
      rule: "SCHEMA_TOO_DEEP",
      place: { file, offset },
      message,
      hint: 'Name the parts under "$defs" and refer to them.',
    });
  }

  #reportFault(file: string, text: string): void {
    // UTF-16 read as UTF-8 has a zero beside every ASCII character, or its byte order mark becomes two replacement
    // characters.
    if (/^(?:\uFFFD\uFFFD|.?\0|\0)/su.test(text)) {
      const message = `"${file}" is not UTF-8: it looks like UTF-16 or binary data.`;
      this.#findings.add({ rule: "JSON_INVALID", place: { file, offset: 0 }, message, hint: "Save it as UTF-8." });
      return;
    }
    const fault = jsonFault(text) ?? { offset: 0, reason: "it cannot be parsed" };
    const message = `"${file}" is not JSON: ${fault.reason}.`;
    const isYaml = /\.ya?ml$/i.test(file);
    const hint = isYaml
      ? "dagwire does not read YAML: turn the file into JSON first, for example with `npx js-yaml`."
      : "Correct the text there.";
    this.#findings.add({ rule: "JSON_INVALID", place: { file, offset: fault.offset }, message, hint });
  }
}

type TextResult =
  | { readonly text: string }
  | { readonly problem: "FILE_NOT_FOUND" | "FILE_UNREADABLE" | "FILE_TOO_LARGE"; readonly reason: string; readonly hint: string };

function readText(path: string, bytesLeft: number): TextResult {
  const stat = statOf(path);
  if (stat === undefined) {
    return {
      problem: "FILE_NOT_FOUND",
      reason: "does not exist",
      hint: "Check the path, which is relative to the file that names the path.",
    };
  }
  if (!stat.isFile()) {
    return { problem: "FILE_UNREADABLE", reason: "is not a file", hint: "Name a JSON file." };
  }
  if (stat.size > maxFileBytes) {
    return tooLarge(`is ${Math.ceil(stat.size / mebibyte)} MiB, more than the limit of ${maxFileBytes / mebibyte} MiB`);
  }
  if (stat.size > bytesLeft) return tooLarge(`raises the total size of the schemas above the limit of ${maxTotalBytes / mebibyte} MiB`);
  try {
    return { text: readFileSync(path, "utf8").replace(/^\uFEFF/, "") };
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
    return { problem: "FILE_UNREADABLE", reason: `cannot be read (${reason})`, hint: "Check its permissions." };
  }
}

function isFile(path: string): boolean {
  return statOf(path)?.isFile() === true;
}

/**
 * Returns the size and kind of a file. Returns `undefined` if the path does not exist or cannot be examined: for
 * example a link to itself, or a path in a folder without permission.
 */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function tooLarge(reason: string): TextResult {
  return { problem: "FILE_TOO_LARGE", reason, hint: "Name only the files that the protocol needs." };
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/**
 * Returns the sorted absolute paths of the files that match a pattern. A file with several paths by symbolic links is
 * listed once.
 */
export function matchingFiles(pattern: string, folder: string): string[] {
  const seen = new Set<string>();
  // Of several paths to one file the shortest is kept, because it is usually the path without links.
  const paths = glob(pattern, folder).toSorted((a, b) => a.length - b.length);
  return paths.filter((path) => isFirst(realPath(path), seen)).toSorted();
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function isFirst(path: string, seen: Set<string>): boolean {
  if (seen.has(path)) return false;
  seen.add(path);
  return true;
}
