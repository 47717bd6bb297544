/** Deeper JSON is refused before it is parsed: everything after that may then recurse. */
export const maxLevels = 500;

const quote = 34;
const backslash = 92;
const open: ReadonlySet<number> = new Set([91, 123]);
const close: ReadonlySet<number> = new Set([93, 125]);

/** The offset at which a JSON text goes deeper than is read; `undefined` where it does not. */
export function tooDeepAt(text: string): number | undefined {
  let level = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === quote) index = endOfString(text, index);
    else if (open.has(code) && ++level > maxLevels) return index;
    else if (close.has(code)) level--;
  }
  return undefined;
}

function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text.charCodeAt(index) !== quote) index += text.charCodeAt(index) === backslash ? 2 : 1;
  return index;
}
