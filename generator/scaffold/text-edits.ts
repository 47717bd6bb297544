import type { Layout } from "./print-case.js";

/** A piece of text put at an offset; `removed` characters there go. */
export type TextEdit = { readonly at: number; readonly insert: string; readonly removed?: number };

/** Applies edits; those at one offset keep their order. Everything between them stays byte for byte. */
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

/** The white space at the beginning of the line that holds an offset. */
export function indentationAt(text: string, offset: number): string {
  const start = lineStart(text, offset);
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? "";
}

/** True where nothing but white space stands before an offset in its line. */
export function beginsLine(text: string, offset: number): boolean {
  return text.slice(lineStart(text, offset), offset).trim() === "";
}

/** Offset of the first character of a line. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/**
 * Where something new may stand behind what ends at an offset: behind the comment in the same line,
 * and behind comment lines that are indented more than `margin`, for those belong to what ends.
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
 * What has to follow an insertion so that the rest of the line does not stand behind it. The white
 * space that the rest begins with counts as part of its indentation, which is one step less before
 * a closing brace.
 */
export function lineBreakBefore(text: string, offset: number, { eol, margin, unit }: Pick<Layout, "eol" | "margin" | "unit">): string {
  const rest = /^[^\r\n]*/.exec(text.slice(offset))?.[0] ?? "";
  if (rest.trim() === "") return "";
  const wanted = rest.trimStart().startsWith("}") ? margin.slice(unit.length) : margin;
  const present = rest.length - rest.trimStart().length;
  return eol + wanted.slice(present);
}
