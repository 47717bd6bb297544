/**
 * Ends an exhaustive `switch`. It only runs when a value got past the types, so it is the one
 * helper here that throws.
 *
 * @throws Error naming the value, cut at 80 characters.
 */
export function unreachable(value: never): never {
  const text = JSON.stringify(value) ?? String(value);
  throw new Error(`unreachable: no case for ${text.length > 80 ? `${text.slice(0, 79)}…` : text}`);
}
