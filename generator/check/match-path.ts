import { pointerTokens } from "../base/pointer.js";
import { isObject } from "../base/json.js";
import type { Json } from "../base/json.js";

/** More than any path is long: what is only beside the refused place comes after all that is above or below it. */
const aside = 1000;

/**
 * How far a change is from where a message is refused: 0 at the same place, more for each level
 * between them. Inside a union the reason that a validator gives may be that of another branch, so a
 * change beside it counts too, if the message has something there. `*` in the change stands for any token.
 *
 * @returns `undefined` where the change has nothing to do with the message.
 */
export function pathDistance(change: string, refused: string, message: Json): number | undefined {
  const [a, b] = [pointerTokens(change), pointerTokens(refused)];
  const shared = commonLength(a, b);
  // A change above says why all below is refused; one below is only a guess.
  if (shared === a.length) return b.length - shared;
  if (shared === b.length) return a.length - shared + 0.5;
  return shared > 0 && isIn(message, a.slice(0, -1)) ? aside - shared : undefined;
}

function commonLength(a: readonly string[], b: readonly string[]): number {
  const differing = a.findIndex((token, index) => index >= b.length || (token !== "*" && token !== b[index]));
  return differing === -1 ? a.length : differing;
}

/** True where the message has a value at the path. */
function isIn(value: Json | undefined, [token, ...rest]: readonly string[]): boolean {
  if (value === undefined) return false;
  if (token === undefined) return true;
  if (!Array.isArray(value) && !isObject(value)) return false;
  const members = value as Readonly<Record<string, Json>>;
  const inside = token === "*" ? Object.values(members) : Object.hasOwn(members, token) ? [members[token]] : [];
  return inside.some((member) => isIn(member, rest));
}
