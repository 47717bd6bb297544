/** Returns true for a regular expression of ECMA-262 that is valid with the flag `u`. */
export function isRegex(text: unknown): boolean {
  if (typeof text !== "string") return false;
  try {
    return new RegExp(text, "u").unicode;
  } catch {
    return false;
  }
}
