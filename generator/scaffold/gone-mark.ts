import type { TextEdit } from "./text-edits.js";
import { beginsLine, indentationAt, lineStart } from "./text-edits.js";

/** Returns the comment for a case or handler whose event was removed from the protocol. */
export function goneMark(name: string, what: "case" | "handler"): string {
  return `dagwire: event ${JSON.stringify(name)} is no longer in the protocol; remove this ${what}.`;
}

/**
 * Returns the edit that inserts the comment above the case or handler at an offset. If other code precedes it in the
 * line, the comment is inserted in the line.
 */
export function markEdit(text: string, at: number, mark: string, eol: string): TextEdit {
  const isAlone = beginsLine(text, at);
  return { at, insert: isAlone ? `// ${mark}${eol}${indentationAt(text, at)}` : `/* ${mark} */ ` };
}

/**
 * Returns the edits that remove the comment from a case or handler, because the protocol has its event again.
 * @param trivia the offset at which the comments before `at` begin.
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
