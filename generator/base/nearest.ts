/**
 * Returns the candidate that the fewest edits change into a word, ignoring case; `undefined` if every candidate needs more
 * than `allowed` edits. An edit inserts, deletes or replaces a letter, or swaps two neighbours.
 *
 * @param allowed The greatest number of edits. @default 2, or 1 for a word of fewer than five letters
 */
export function nearest(word: string, candidates: readonly string[], allowed = word.length < 5 ? 1 : 2): string | undefined {
  let best: string | undefined;
  let bestDistance = allowed + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) > allowed) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Returns the smallest number of edits that change one text into the other (the optimal string alignment distance). */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      const replaced = at(previous, column - 1) + cost;
      const swapped = isSwap(a, b, row, column) ? at(beforePrevious, column - 2) + 1 : Infinity;
      current.push(Math.min(at(previous, column) + 1, at(current, column - 1) + 1, replaced, swapped));
    }
    [beforePrevious, previous] = [previous, current];
  }
  return at(previous, b.length);
}

function isSwap(a: string, b: string, row: number, column: number): boolean {
  return row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
