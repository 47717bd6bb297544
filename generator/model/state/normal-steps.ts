import { conjunctsOf, declaredIn, isRequiredIn } from "../../schema/conjuncts.js";
import type { Schema } from "../../schema/schema.js";
import { simplified } from "./simplify-writes.js";
import type { IsKept } from "./simplify-writes.js";
import type { StateBlock } from "./state-model.js";
import { writeText } from "./write.js";
import type { Write } from "./write.js";
import { writesOf } from "./writes-of.js";

/**
 * Returns the writes of a block without those that have no effect, in an order that does not depend on the notation of the
 * steps. Two blocks with equal lists do the same to every valid state. Different lists prove nothing.
 *
 * @param messages the schemas of all events that reach the block: a message satisfies each of them.
 */
export function normalWrites(block: StateBlock, messages: readonly Schema[], isKept: IsKept): readonly Write[] {
  return simplified(writesOf(block, messages), isKept);
}

/** Returns the text of a list of writes. */
export function normalText(writes: readonly Write[]): string {
  return JSON.stringify(writes.map(writeText));
}

/** Returns true if every valid state has an object at a path: the schemas require it, and allow nothing but an object. */
export function keptObjects(...states: readonly Schema[]): IsKept {
  return (path) =>
    states.every((state) => {
      let inside = conjunctsOf([state]);
      return path.every((token) => {
        if (!("key" in token) || !isRequiredIn(inside, token.key)) return false;
        inside = conjunctsOf(declaredIn(inside, token.key));
        return inside.some(({ types }) => types?.length === 1 && types[0] === "object");
      });
    });
}
