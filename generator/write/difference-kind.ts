import { sameCode } from "./same-code.js";

/**
 * The difference between a file and the text that `generate` would write: only the line endings, only the formatting, or
 * the content.
 */
export type DifferenceKind = "line-endings" | "formatting" | "content";

/**
 * Returns what differs between a generated TypeScript file on the disk and the text that `generate` would write. The two
 * texts are not equal.
 */
export function codeDifference(present: string, wanted: string): DifferenceKind {
  if (unixLines(present) === wanted) return "line-endings";
  return sameCode(present, wanted) ? "formatting" : "content";
}

/**
 * Returns what differs between a generated document on the disk and the text that dagwire would write. The two texts are not
 * equal.
 */
export function documentDifference(present: string, wanted: string): DifferenceKind {
  if (unixLines(present) === wanted) return "line-endings";
  return plainText(present) === plainText(wanted) ? "formatting" : "content";
}

function unixLines(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

/** Removes all white space, and the characters that a formatter of JSON, Markdown and HTML adds, removes or exchanges. */
function plainText(text: string): string {
  return text.replace(/[\s\uFEFF|\\*_/'"-]/g, "");
}

/** The message and the hint of a finding. */
type FindingText = { readonly message: string; readonly hint: string };

/**
 * Returns the text of the finding for files that differ only in their line endings.
 *
 * @param subject the files, as the beginning of a sentence.
 * @param pattern the files, as a line of `.gitattributes` names them.
 * @param command the arguments after `dagwire` that write the files.
 */
export function lineEndingsMessage(subject: string, pattern: string, command: string): FindingText {
  return {
    message: `${subject} would be up to date with the line endings LF instead of CRLF. Git writes CRLF if core.autocrlf is set.`,
    hint: `Add "${pattern} text eol=lf" to .gitattributes and run \`npx dagwire ${command}\`.`,
  };
}

/**
 * Returns the text of the finding for files that differ only in their formatting. Its parameters are those of
 * {@link lineEndingsMessage}.
 */
export function formattedMessage(subject: string, pattern: string, command: string): FindingText {
  return {
    message: `${subject} would be up to date, but another tool has changed the formatting, such as Prettier.`,
    hint: `Add "${pattern}" to .prettierignore or to what your formatter ignores, and run \`npx dagwire ${command}\`.`,
  };
}
