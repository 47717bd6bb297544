import type { Layout } from "./print-case.js";

/** An edit of a text: removes `removed` characters at the offset `at` and inserts the text `insert`. */
export type TextEdit = { readonly at: number; readonly insert: string; readonly removed?: number };

/**
 * Returns the text with all edits applied. Edits at the same offset are applied in the given order. All other
 * characters stay unchanged.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = edits.map((edit, index) => ({ edit, index })).toSorted((a, b) => a.edit.at - b.edit.at || a.index - b.index);
  let result = "";
  let offset = 0;
  for (const { edit } of sorted) {
    result += text.slice(offset, edit.at) + edit.insert;
    offset = edit.at + (edit.removed ?? 0);
  }
  return result + text.slice(offset);
}

/** Returns the white space at the beginning of the line in which an offset is. */
export function indentationAt(text: string, offset: number): string {
  const start = lineStart(text, offset);
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? "";
}

/** Returns true if only white space is before an offset in its line. */
export function beginsLine(text: string, offset: number): boolean {
  return text.slice(lineStart(text, offset), offset).trim() === "";
}

/** Returns the offset of the first character of the line in which an offset is. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/**
 * Returns the offset at which new text can be inserted behind the code that ends at `end`. The offset is behind the
 * comments that belong to the code: one in the same line, and comment lines that are indented by more than `margin`.
 */
export function behind(text: string, end: number, margin: string): number {
  let offset =
    end + (/^[ \t]*(?:\/\*(?:(?!\*\/)[^\n])*\*\/[ \t]*)*(?:\/\/[^\r\n]*)?(?=\r?\n|$)/.exec(text.slice(end))?.[0].trimEnd().length ?? 0);
  for (;;) {
    const line = /^\r?\n([ \t]*)\/\/[^\r\n]*/.exec(text.slice(offset));
    if (line === null || (line[1] ?? "").length <= margin.length) return offset;
    offset += line[0].length;
  }
}

/**
 * Returns the line break and white space to insert at an offset, so that the rest of its line becomes a line of its
 * own. White space that the rest begins with counts as part of the indentation. Before a closing brace the indentation
 * is one level less.
 */
export function lineBreakBefore(text: string, offset: number, { eol, margin, unit }: Pick<Layout, "eol" | "margin" | "unit">): string {
  const rest = /^[^\r\n]*/.exec(text.slice(offset))?.[0] ?? "";
  if (rest.trim() === "") return "";
  const wanted = rest.trimStart().startsWith("}") ? margin.slice(unit.length) : margin;
  const present = rest.length - rest.trimStart().length;
  return eol + wanted.slice(present);
}

/** The names of the events for which a handler file gets new cases or handlers, with the edits. */
export type Additions = { readonly added: readonly string[]; readonly edits: readonly TextEdit[] };

/**
 * The names of removed events whose handlers get a comment, the names of events that the protocol has again, so that
 * the comment is removed, and the edits.
 */
export type Marks = { readonly marked: readonly string[]; readonly unmarked: readonly string[]; readonly edits: readonly TextEdit[] };

/** The reason why a handler file is not edited. The text continues a sentence that begins with the file's name. */
export type Refusal = { readonly refusal: string };
