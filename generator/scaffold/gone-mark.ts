import type { TextEdit } from "./text-edits.js";
import { beginsLine, indentationAt, lineStart } from "./text-edits.js";

/** What stands above a case or handler whose event left the protocol. */
export function goneMark(name: string, what: "case" | "handler"): string {
  return `dagwire: event ${JSON.stringify(name)} is no longer in the protocol; remove this ${what}.`;
}

/** Puts the mark above what begins at an offset, in its line where the line is shared. */
export function markEdit(text: string, at: number, mark: string, eol: string): TextEdit {
  const isAlone = beginsLine(text, at);
  return { at, insert: isAlone ? `// ${mark}${eol}${indentationAt(text, at)}` : `/* ${mark} */ ` };
}

/**
 * Takes the mark away again where the event came back.
 *
 * @param trivia offset from which comments before `at` are looked for.
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
