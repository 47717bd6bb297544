import { pointerTokens } from "../load/pointer.js";

/**
 * How far a change is from where a message is refused: 0 at the same place, more for each level
 * between them, `undefined` where neither is inside the other. `*` in the change stands for any token.
 */
export function pathDistance(change: string, refused: string): number | undefined {
  const [a, b] = [pointerTokens(change), pointerTokens(refused)];
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index++) if (a[index] !== "*" && a[index] !== b[index]) return undefined;
  // A change above says why all below is refused; one below is only a guess.
  return a.length <= b.length ? b.length - a.length : a.length - b.length + 0.5;
}
