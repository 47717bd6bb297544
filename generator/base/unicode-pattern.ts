/** A regular expression that is valid with the flag "u". If it has none such, `source` is the original text and `fault` says why. */
export type UnicodePattern = { readonly source: string; readonly fault?: string };

/**
 * Rewrites a regular expression so that it is valid with the flag "u". Many published schemas use the older grammar. There,
 * a needless escape (`\-`, `\@`), a brace that repeats nothing, and the hyphen in `[\w-.]` mean the character itself. With
 * the flag "u" they are errors, so the function writes the character in a way that both grammars allow.
 *
 * @returns a fault if the text is no regular expression, or contains `\A` or `\Z`, which other tools read differently.
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

/** Matches one part of a regular expression: an escape, a quantifier in braces, or one character. */
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

/** Replaces a needless escape of a punctuation mark by the mark. Keeps an escaped letter, because other tools give it a meaning. */
function plainEscape(token: string, isInClass: boolean): string {
  if (!/^\\[^A-Za-z0-9^$\\.*+?()[\]{}|/]$/u.test(token)) return token;
  return isInClass && token === "\\-" ? token : token.slice(1);
}
