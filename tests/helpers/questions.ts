import { SubsetChecker } from "../../generator/compat/subset/subset-checker.js";
import type { Questions } from "../../generator/compat/protocol/questions.js";

/** The questions of a check, answered by the subset checker. */
export function questions(): Questions {
  const checker = new SubsetChecker();
  const unconfirmed = new SubsetChecker({ judge: () => true });
  return {
    isSubset: (a, b) => checker.isSubset(a, b),
    isEmpty: (schema) => unconfirmed.isSatisfiable(schema).verdict === "no",
  };
}
