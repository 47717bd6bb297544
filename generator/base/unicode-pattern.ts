/** A pattern as the flag "u" takes it, or what is wrong with it. */
export type UnicodePattern = { readonly source: string; readonly fault?: string };

/**
 * The pattern as it runs under the flag "u". Many published schemas are written for the older
 * grammar, which takes a needless escape (`\-`, `\@`), a brace that repeats nothing and `[\w-.]` for
 * the character itself; under "u" they are errors, so they are written as that character.
 *
 * @returns with a fault where the pattern is none in either grammar, or may mean something else: `\A` and `\Z`.
 */
export function unicodePattern(source: string): UnicodePattern {
  const fault = faultOf(source, "u");
  if (fault === undefined) return { source };
  const rewritten = faultOf(source, "") === undefined ? withoutLegacy(source) : source;
  return faultOf(rewritten, "u") === undefined ? { source: rewritten } : { source, fault };
}

function faultOf(source: string, flags: string): string | undefined {
  try {
    RegExp(source, flags);
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return message.slice(message.lastIndexOf(": ") + 2).toLowerCase();
  }
}

/** An escape, a quantifier in braces, or one character. */
const tokenPattern = /\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|k<[^>]*>|[\s\S])|\{\d+(?:,\d*)?\}|[\s\S]/gu;
const classEscape = /^\\[dDwWsS]$/;

function withoutLegacy(source: string): string {
  const tokens = source.match(tokenPattern) ?? [];
  let isInClass = false;
  return tokens
    .map((token, index) => {
      if (isInClass) {
        isInClass = token !== "]";
        const isRange = classEscape.test(tokens[index - 1] ?? "") || classEscape.test(tokens[index + 1] ?? "");
        return token === "-" && isRange ? "\\-" : plainEscape(token, true);
      }
      isInClass = token === "[";
      return /^[{}\]]$/.test(token) ? `\\${token}` : plainEscape(token, false);
    })
    .join("");
}

/** A needless escape of a punctuation mark is the mark; one of a letter is left, for other tools give it a meaning. */
function plainEscape(token: string, isInClass: boolean): string {
  if (!/^\\[^A-Za-z0-9^$\\.*+?()[\]{}|/]$/u.test(token)) return token;
  return isInClass && token === "\\-" ? token : token.slice(1);
}
