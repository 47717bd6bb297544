import type { Questions } from "../evolution/peer/questions.js";
import { SubsetChecker } from "../subset/subset-checker.js";

/** The subset checker's answers; one for all protocols, as they may share schemas. */
export function subsetQuestions(): Questions {
  const checker = new SubsetChecker();
  return { isSubset: (a, b) => checker.isSubset(a, b), isEmpty: (schema) => checker.isEmpty(schema) };
}
