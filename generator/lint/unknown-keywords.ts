import type { Finding } from "../diagnostics/diagnostic.js";
import { nearest } from "../base/nearest.js";
import { keywordNames } from "../load/keywords.js";
import { groupBy } from "../base/group-by.js";
import type { UnknownKeyword } from "../load/schema-graph.js";

/** A name that occurs this often is probably a keyword of the authors' own vocabulary, and no typing error. */
const vocabularyCount = 3;

/** Finds keywords that no dialect has. Gives errors if they look misspelt or are rare, otherwise one warning per name. */
export function lintUnknownKeywords(unknown: readonly UnknownKeyword[]): Finding[] {
  return [...groupBy(unknown, ({ name }) => name)].flatMap(([name, uses]) => {
    const suggestion = nearest(name, keywordNames);
    if (suggestion !== undefined) return uses.map(({ place }) => misspelt(name, suggestion, place));
    if (uses.length < vocabularyCount) return uses.map(({ place }) => foreign(name, place, "error"));
    return uses.slice(0, 1).map(({ place }) => foreign(name, place, "warning"));
  });
}

function misspelt(name: string, suggestion: string, place: Finding["place"]): Finding {
  const message = `"${name}" is not a JSON Schema keyword.`;
  return { rule: "UNKNOWN_KEYWORD", place, message, hint: `Did you mean "${suggestion}"?`, severity: "error" };
}

function foreign(name: string, place: Finding["place"], severity: "error" | "warning"): Finding {
  const message = `"${name}" is not a JSON Schema keyword, so it constrains nothing.`;
  const hint = 'Remove it, begin it with "x-" if it is a note of yours, or set the severity of UNKNOWN_KEYWORD in dagwire.config.json.';
  return { rule: "UNKNOWN_KEYWORD", place, message, hint, severity };
}
