/**
 * Tests cheaply whether a pattern may take exponential or polynomial time. Returns true for two
 * quantifiers without an upper bound, and for a repeated group with a choice inside.
 */
export function isSuspect(pattern: string): boolean {
  const plain = pattern
    .replaceAll(/\\(?:u\{[^}]*\}|[pP]\{[^}]*\}|.)/gsu, "a")
    .replaceAll(/\[[^\]]*\]/g, "a")
    .replaceAll(/\(\?[^:)]*[:=!>]/g, "(");
  const unbounded = plain.match(/[*+]|\{\d+,\}/g)?.length ?? 0;
  return unbounded > 1 || repeatsChoice(plain);
}

/** Returns true if a group that may repeat holds an alternative or a quantifier. */
function repeatsChoice(plain: string): boolean {
  const open: { hasChoice: boolean }[] = [{ hasChoice: false }];
  for (let index = 0; index < plain.length; index++) {
    const character = plain.charAt(index);
    const inner = open.at(-1);
    if (character === "(") open.push({ hasChoice: false });
    else if (character === ")" && open.length > 1) {
      const group = open.pop();
      const outer = open.at(-1);
      if (group?.hasChoice === true && /^(?:[*+]|\{\d*,?\d*\})/.test(plain.slice(index + 1))) return true;
      if (outer !== undefined && group !== undefined) outer.hasChoice ||= group.hasChoice;
    } else if (inner !== undefined && "|*+?{".includes(character)) inner.hasChoice = true;
  }
  return false;
}
