import { conjunctsOf, declaredIn, isRequiredIn } from "../../schema/conjuncts.js";
import type { Schema } from "../../schema/schema.js";
import { simplified } from "./simplify-writes.js";
import type { IsKept } from "./simplify-writes.js";
import type { StateBlock } from "./state-model.js";
import { writeText } from "./write.js";
import type { Write } from "./write.js";
import { writesOf } from "./writes-of.js";

/**
 * Returns the writes of a block in normal form. The normal form has no writes without an effect, and its order does not depend
 * on how the steps are written. Two blocks with the same list make the same change to every valid state. Two blocks with
 * different lists may also make the same change.
 *
 * @param messages the schemas of all events that reach the block: a message satisfies each of them.
 */
export function normalWrites(block: StateBlock, messages: readonly Schema[], isKept: IsKept): readonly Write[] {
  return simplified(writesOf(block, messages), isKept);
}

/** Returns a comparison key: two lists of writes with the same key make the same change to a state. */
export function normalText(writes: readonly Write[]): string {
  return JSON.stringify(writes.map(writeText));
}

/**
 * Returns an {@link IsKept}: it returns true for a path at which every valid state has an object. The schemas of the state
 * require a value there, and allow nothing but an object.
 */
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
