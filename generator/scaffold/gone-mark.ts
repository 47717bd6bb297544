import type { TextEdit } from "./text-edits.js";
import { beginsLine, indentationAt, lineStart } from "./text-edits.js";

/** Returns the comment for a case or handler whose event was removed from the protocol. */
export function goneMark(name: string, what: "case" | "handler"): string {
  return `dagwire: event ${JSON.stringify(name)} is no longer in the protocol; remove this ${what}.`;
}

/** Puts the mark above the case or handler that begins at an offset. If other code begins that line, the mark stays in the line. */
export function markEdit(text: string, at: number, mark: string, eol: string): TextEdit {
  const isAlone = beginsLine(text, at);
  return { at, insert: isAlone ? `// ${mark}${eol}${indentationAt(text, at)}` : `/* ${mark} */ ` };
}

/**
 * Removes the mark of an event that is in the protocol again.
 *
 * @param trivia offset at which the comments before `at` begin.
 */
export function unmarkEdits(text: string, trivia: number, at: number, mark: string): TextEdit[] {
  const found = text.slice(trivia, at).indexOf(mark);
  if (found === -1) return [];
  const middle = trivia + found;
  if (!text.slice(0, middle).endsWith("// ")) return [];
  const start = lineStart(text, middle);
  const end = text.indexOf("\n", middle) + 1;
  return beginsLine(text, middle - 3) ? [{ at: start, insert: "", removed: end - start }] : [];
}
