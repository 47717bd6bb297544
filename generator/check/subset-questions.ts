import type { Questions } from "../evolution/peer/wire.js";
import { createSubsetChecker } from "../validate/witness-judge.js";

/** The subset checker's answers; one for all protocols, as they may share schemas. */
export function subsetQuestions(): Questions {
  const checker = createSubsetChecker();
  return { isSubset: (a, b) => checker.isSubset(a, b), isEmpty: (schema) => checker.isEmpty(schema) };
}
