import type { ChangeKind } from "./change.js";
import type { Comparison, Pair } from "./comparison.js";
import { placeOf } from "./shape.js";
import { named, shorten } from "./words.js";

/** Reports changes of `pattern` and `format`. */
export function compareTexts(pair: Pair, comparison: Comparison): void {
  const { before, after } = pair;
  compareSets("pattern", before.patterns, after.patterns, pair, comparison);
  compareSets("format", before.formats, after.formats, pair, comparison);
}

type Keyword = "pattern" | "format";

const kinds: Readonly<Record<Keyword, { readonly added: ChangeKind; readonly removed: ChangeKind; readonly changed: ChangeKind }>> = {
  pattern: { added: "PATTERN_ADDED", removed: "PATTERN_REMOVED", changed: "PATTERN_CHANGED" },
  format: { added: "FORMAT_ADDED", removed: "FORMAT_REMOVED", changed: "FORMAT_CHANGED" },
};

function compareSets(keyword: Keyword, old: readonly string[], today: readonly string[], pair: Pair, comparison: Comparison): void {
  const { path, before, after } = pair;
  const added = today.filter((text) => !old.includes(text));
  const removed = old.filter((text) => !today.includes(text));
  if (added.length === 0 && removed.length === 0) return;
  const { added: addedKind, removed: removedKind, changed } = kinds[keyword];
  const kind = removed.length === 0 ? addedKind : added.length === 0 ? removedKind : changed;
  const places = { before: placeOf(before, keyword), after: placeOf(after, keyword) };
  const detail = JSON.stringify(added.length > 0 ? added : removed);
  comparison.report(kind, path, `${wordsFor(keyword, added, removed)} in ${named(path)}`, places, detail);
}

function shown(texts: readonly string[]): string {
  return shorten(texts.join(" and "));
}

function wordsFor(keyword: Keyword, added: readonly string[], removed: readonly string[]): string {
  if (removed.length === 0) return `now requires the ${keyword} ${shown(added)}`;
  if (added.length === 0) return `no longer requires the ${keyword} ${shown(removed)}`;
  return `requires the ${keyword} ${shown(added)} instead of ${shown(removed)}`;
}
