/**
 * Ends an exhaustive `switch`. Throws, because only a value of a wrong type reaches the call.
 *
 * @throws Error that names the value, cut at 80 characters.
 */
export function unreachable(value: never): never {
  throw new Error(`unreachable: no case for ${shown(value)}`);
}

/**
 * Ends a `switch` that TypeScript cannot prove exhaustive, such as a dispatch by several tags of a message.
 *
 * @throws Error that names the value, cut at 80 characters.
 */
export function unexpected(value: unknown): never {
  throw new Error(`unexpected: no case for ${shown(value)}`);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
