import { readFileSync, statSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import type { Findings, Place } from "../diagnostics/diagnostic.js";
import { jsonFault } from "../diagnostics/locate.js";
import { maxLevels, tooDeepAt } from "./depth.js";
import type { Json } from "../model/schema.js";

const mebibyte = 1024 * 1024;
const maxFileBytes = 32 * mebibyte;
const maxTotalBytes = 64 * mebibyte;

/** A JSON file that was read and parsed. */
export type Document = {
  /** Absolute path. */
  readonly path: string;
  /** Path as findings and generated comments show it: relative to the project's root, with slashes. */
  readonly file: string;
  readonly text: string;
  readonly value: Json;
};

/** Reads each JSON file once, and reports those that cannot be read. */
export class DocumentStore {
  readonly #root: string;
  readonly #findings: Findings;
  readonly #documents = new Map<string, Document | undefined>();
  #totalBytes = 0;

  /** @param root folder that shown paths are relative to. */
  constructor(root: string, findings: Findings) {
    this.#root = root;
    this.#findings = findings;
  }

  /** The path as it is shown. */
  shown(path: string): string {
    return relative(this.#root, path).split(sep).join("/");
  }

  /** Every document that was read so far. */
  documents(): readonly Document[] {
    return [...this.#documents.values()].filter((document) => document !== undefined);
  }

  /** True where a file stands at `path`. */
  exists(path: string): boolean {
    return this.#documents.get(path) !== undefined || statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  }

  /**
   * Reads a file.
   *
   * @param namedAt where the file is named, for the finding that it does not exist.
   * @returns `undefined` after a finding.
   */
  read(path: string, namedAt?: Place): Document | undefined {
    const absolute = resolve(path);
    if (!this.#documents.has(absolute)) this.#documents.set(absolute, this.#load(absolute, namedAt));
    return this.#documents.get(absolute);
  }

  /** Reads a file that nobody named, for its ids; it may be anything, so that it is no JSON is no finding. */
  readQuietly(path: string): Document | undefined {
    const absolute = resolve(path);
    const known = this.#documents.get(absolute);
    if (known !== undefined || this.#documents.has(absolute)) return known;
    const result = readText(absolute, maxFileBytes);
    if (!("text" in result) || !/"\$?id"/.test(result.text) || tooDeepAt(result.text) !== undefined) return undefined;
    const value = parseJson(result.text);
    if (value === undefined) return undefined;
    const document = { path: absolute, file: this.shown(absolute), text: result.text, value };
    this.#documents.set(absolute, document);
    return document;
  }

  /** The text of a file by its shown path, for positions. */
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
      const place = result.problem === "FILE_NOT_FOUND" ? (namedAt ?? { file }) : { file };
      this.#findings.add({ rule: result.problem, place, message: `"${file}" ${result.reason}.`, hint: result.hint });
      return undefined;
    }
    const deep = tooDeepAt(result.text);
    const value = deep === undefined ? parseJson(result.text) : undefined;
    if (deep !== undefined) this.#reportDepth(file, deep);
    else if (value === undefined) this.#reportFault(file, result.text);
    return value === undefined ? undefined : { path, file, text: result.text, value };
  }

  #readText(path: string): TextResult {
    const result = readText(path, maxTotalBytes - this.#totalBytes);
    if ("text" in result) this.#totalBytes += result.text.length;
    return result;
  }

  #reportDepth(file: string, offset: number): void {
    const message = `"${file}" nests more than ${maxLevels} levels.`;
    this.#findings.add({ rule: "SCHEMA_TOO_DEEP", place: { file, offset }, message, hint: 'Name the parts under "$defs" and refer to them.' });
  }

  #reportFault(file: string, text: string): void {
    const fault = jsonFault(text) ?? { offset: 0, reason: "it cannot be parsed" };
    const message = `"${file}" is not JSON: ${fault.reason}.`;
    this.#findings.add({ rule: "JSON_INVALID", place: { file, offset: fault.offset }, message, hint: "Correct the text there." });
  }
}

type TextResult =
  | { readonly text: string }
  | { readonly problem: "FILE_NOT_FOUND" | "FILE_UNREADABLE" | "FILE_TOO_LARGE"; readonly reason: string; readonly hint: string };

function readText(path: string, bytesLeft: number): TextResult {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) {
    return { problem: "FILE_NOT_FOUND", reason: "does not exist", hint: "Check the path; it is relative to the file that names it." };
  }
  if (!stat.isFile()) {
    return { problem: "FILE_UNREADABLE", reason: "is not a file", hint: "Name a JSON file." };
  }
  if (stat.size > maxFileBytes) {
    return tooLarge(`is ${Math.ceil(stat.size / mebibyte)} MiB, more than the ${maxFileBytes / mebibyte} MiB that are read`);
  }
  if (stat.size > bytesLeft) return tooLarge(`brings the schemas above the ${maxTotalBytes / mebibyte} MiB that are read in all`);
  try {
    return { text: readFileSync(path, "utf8").replace(/^\uFEFF/, "") };
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
    return { problem: "FILE_UNREADABLE", reason: `cannot be read (${reason})`, hint: "Check its permissions." };
  }
}

function tooLarge(reason: string): TextResult {
  return { problem: "FILE_TOO_LARGE", reason, hint: "Name only the files and parts that are meant." };
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
