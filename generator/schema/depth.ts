/**
 * The most nested levels of a JSON text. The generator refuses deeper texts before it parses them, so functions that
 * recurse over JSON cannot exhaust the stack.
 */
export const maxLevels = 500;

const quote = 34;
const backslash = 92;
const open: ReadonlySet<number> = new Set([91, 123]);
const close: ReadonlySet<number> = new Set([93, 125]);

/** Returns the offset at which a JSON text nests deeper than {@link maxLevels}; `undefined` if it never does. */
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
