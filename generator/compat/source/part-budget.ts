import type { ObjectNode } from "../../emit/types/type-node.js";
import { partsBy } from "./discriminate.js";
import type { Choice } from "./discriminate.js";
import type { Reason } from "./reason.js";

/** More combinations of enumerations' values than any code tells apart. */
const mostParts = 10_000;

/** What is said of a type that has too many parts. */
const tooManyParts: readonly Reason[] = [
  { path: "", words: `its enumerations have more than ${mostParts.toLocaleString("en")} combinations`, isUndecided: true },
];

/** Counts the parts that the types of one event are taken apart into, so that enumerations with many combinations end. */
export class PartBudget {
  #left = mostParts;

  /** Starts anew, for the next event. */
  restart(): void {
    this.#left = mostParts;
  }

  /** What is said of the parts of an object type, each made when it is looked at. */
  ofParts(node: ObjectNode, choice: Choice, reasonsOf: (part: ObjectNode) => readonly Reason[]): readonly Reason[] {
    const reasons = new Set<Reason>();
    for (const part of partsBy(node, choice)) {
      this.#left -= 1;
      if (this.#left < 0) return tooManyParts;
      for (const reason of reasonsOf(part)) reasons.add(reason);
    }
    return [...reasons];
  }
}
