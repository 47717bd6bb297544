import type { Layout } from "./print-case.js";

/** A text to insert at an offset, after removing `removed` characters there. */
export type TextEdit = { readonly at: number; readonly insert: string; readonly removed?: number };

/** Applies edits. Edits at one offset keep their order. All other text stays byte for byte. */
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

/** Returns the white space at the beginning of the line that holds an offset. */
export function indentationAt(text: string, offset: number): string {
  const start = lineStart(text, offset);
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? "";
}

/** Returns true if only white space precedes an offset in its line. */
export function beginsLine(text: string, offset: number): boolean {
  return text.slice(lineStart(text, offset), offset).trim() === "";
}

/** Returns the offset of the first character of the line that holds an offset. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/**
 * Returns the offset at which new text can follow the code that ends at `end`. Comments of that code come first:
 * one in the same line, and comment lines that are indented by more than `margin`.
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
 * Returns the line break and indentation that move the rest of the line below an insertion. The white space at the
 * beginning of the rest counts as a part of the indentation. Before a closing brace the indentation is one level less.
 */
export function lineBreakBefore(text: string, offset: number, { eol, margin, unit }: Pick<Layout, "eol" | "margin" | "unit">): string {
  const rest = /^[^\r\n]*/.exec(text.slice(offset))?.[0] ?? "";
  if (rest.trim() === "") return "";
  const wanted = rest.trimStart().startsWith("}") ? margin.slice(unit.length) : margin;
  const present = rest.length - rest.trimStart().length;
  return eol + wanted.slice(present);
}

/** The events that are added to a handler file, with the edits. */
export type Additions = { readonly added: readonly string[]; readonly edits: readonly TextEdit[] };

/** The marks that are set for removed events, and those that are removed because the event is back, with the edits. */
export type Marks = { readonly marked: readonly string[]; readonly unmarked: readonly string[]; readonly edits: readonly TextEdit[] };

/** The reason why a file is not edited. The text continues a sentence that begins with the file's name. */
export type Refusal = { readonly refusal: string };
