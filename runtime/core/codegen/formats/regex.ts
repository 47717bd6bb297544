/** A regular expression of ECMA-262 that runs under the flag `u`. */
export function isRegex(text: string): boolean {
  try {
    new RegExp(text, "u");
    return true;
  } catch {
    return false;
  }
}
