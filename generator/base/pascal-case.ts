/**
 * Returns a text in Pascal case: `node_state`, `node-state` and `nodeState` become `NodeState`, `tools/call` becomes
 * `ToolsCall`. Keeps capitals, and puts an underscore before a leading digit.
 */
export function pascalCase(text: string): string {
  const words = text.split(/[^\p{L}\p{N}$]+/u).filter((word) => word !== "");
  const joined = words.map((word) => capitalise(word)).join("");
  return /^\p{N}/u.test(joined) ? `_${joined}` : joined;
}

/** Returns a text in camel case: `NodeStatus` becomes `nodeStatus`, `URL` becomes `url`. */
export function camelCase(text: string): string {
  const pascal = pascalCase(text);
  const head = /^[A-Z]+(?=[A-Z][a-z])|^[A-Z]+$|^[A-Z]/.exec(pascal)?.[0] ?? "";
  return head.toLowerCase() + pascal.slice(head.length);
}

function capitalise(word: string): string {
  const shouting = word.length > 1 && word === word.toUpperCase() && /\p{Lu}/u.test(word);
  const [first = "", ...rest] = word;
  return first.toUpperCase() + (shouting && rest.length > 3 ? rest.join("").toLowerCase() : rest.join(""));
}
