import type { Schema } from "../schema/schema.js";
import type { Choices } from "./choices.js";

/** The largest distance of a number from its lower bound. */
const reach = 100;

/** Returns a whole number within the bounds of all parts, and a multiple of their `multipleOf`. */
export function numberIn(parts: readonly Schema[], choices: Choices): number {
  const least = boundOf(parts, "minimum", "exclusiveMinimum", 1);
  const most = boundOf(parts, "maximum", "exclusiveMaximum", -1);
  const step = parts.find(({ multipleOf }) => multipleOf !== undefined)?.multipleOf ?? 1;
  const low = least.length > 0 ? Math.ceil(Math.max(...least)) : Math.min(0, ...most.map(Math.floor));
  const high = Math.min(low + reach, ...most.map(Math.floor));
  const first = Math.ceil(low / step) * step;
  return first + step * choices.below(Math.max(0, Math.floor((high - first) / step)) + 1);
}

function boundOf(
  parts: readonly Schema[],
  inclusive: "minimum" | "maximum",
  exclusive: "exclusiveMinimum" | "exclusiveMaximum",
  step: number,
): number[] {
  return parts.flatMap((part) => {
    const [bound, open] = [part[inclusive], part[exclusive]];
    return [...(bound === undefined ? [] : [bound]), ...(open === undefined ? [] : [open + step])];
  });
}
