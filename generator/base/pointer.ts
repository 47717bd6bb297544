/** Splits a JSON Pointer (RFC 6901) into its unescaped tokens. */
export function pointerTokens(pointer: string): string[] {
  if (pointer === "") return [];
  return pointer.slice(1).split("/").map(unescapeToken);
}

/** Appends tokens to a JSON Pointer. Escapes each token. */
export function joinPointer(pointer: string, ...tokens: readonly (string | number)[]): string {
  return tokens.reduce<string>((joined, token) => `${joined}/${escapeToken(String(token))}`, pointer);
}

/** Escapes one token for use in a JSON Pointer. */
export function escapeToken(token: string): string {
  return token.replaceAll("~", "~0").replaceAll("/", "~1");
}

function unescapeToken(token: string): string {
  return token.replaceAll("~1", "/").replaceAll("~0", "~");
}
