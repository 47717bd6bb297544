/** The controls of C0 and C1 with DEL, the Unicode line separators, and the marks that reorder text. */
// oxlint-disable-next-line no-control-regex
const unsafe = /[\u0000-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/g;

/**
 * Writes control characters as escapes such as `\u001b`. A text that a client has chosen, such as the id of a stream,
 * then cannot begin a line of a log or steer the terminal that shows the log.
 */
export function printable(text: string): string {
  return text.replace(unsafe, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
