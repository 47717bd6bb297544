// The controls of C0 without tab and line feed, DEL, C1, the Unicode line separators, and the marks that reorder text.
// oxlint-disable-next-line no-control-regex
const unsafe = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/g;

/**
 * Writes control characters as escapes such as `\u001b`, so that a text of others cannot steer a terminal or reorder the
 * code on a page. Keeps tabs and line feeds. JSON, and string literals of TypeScript, keep their meaning.
 */
export function printable(text: string): string {
  return text.replace(unsafe, escaped);
}

/** Does what {@link printable} does, and writes line feeds as `\n`: a text of others cannot begin a line of its own. */
export function printableLine(text: string): string {
  return printable(text.replaceAll("\n", "\\n"));
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
