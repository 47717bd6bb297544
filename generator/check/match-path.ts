import { pointerTokens } from "../base/pointer.js";
import { isObject } from "../base/json.js";
import type { Json } from "../base/json.js";

/**
 * Puts changes beside the refused value after all changes above or below the value, whose distances are far less than
 * 1,000.
 */
const aside = 1000;

/**
 * Returns the distance of a change from the value for which a message is refused: 0 at the same path, and 1 more for
 * each level between them. `*` in the path of the change matches any token. In a union a validator may report the
 * reason of another branch. So a change beside the refused value counts too, if the message has a value at the path of
 * the change.
 *
 * @returns `undefined` if the change cannot affect the message.
 */
export function pathDistance(change: string, refused: string, message: Json): number | undefined {
  const [a, b] = [pointerTokens(change), pointerTokens(refused)];
  const shared = commonLength(a, b);
  // A change above the refused value explains the refusal. A change below is only a guess.
  if (shared === a.length) return b.length - shared;
  if (shared === b.length) return a.length - shared + 0.5;
  return shared > 0 && isIn(message, a.slice(0, -1)) ? aside - shared : undefined;
}

function commonLength(a: readonly string[], b: readonly string[]): number {
  const differing = a.findIndex((token, index) => index >= b.length || (token !== "*" && token !== b[index]));
  return differing === -1 ? a.length : differing;
}

/** Returns true if the message has a value at the path. */
function isIn(value: Json | undefined, [token, ...rest]: readonly string[]): boolean {
  if (value === undefined) return false;
  if (token === undefined) return true;
  if (!Array.isArray(value) && !isObject(value)) return false;
  const members = value as Readonly<Record<string, Json>>;
  const inside = token === "*" ? Object.values(members) : Object.hasOwn(members, token) ? [members[token]] : [];
  return inside.some((member) => isIn(member, rest));
}
