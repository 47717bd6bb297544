import type { Declaration } from "../model/protocol.js";

/** Names of the declared types that the printed declarations mention, their own left out. */
export function usedNames(texts: readonly string[], candidates: readonly string[]): string[] {
  const words = new Set(texts.flatMap((text) => withoutComments(text).match(/[A-Za-z_$][\w$]*/g) ?? []));
  return candidates.filter((name) => words.has(name));
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*\*.*?\*\//gs, "").replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
}

/** Names of all types that a file exports. */
export function declaredNames(declarations: readonly Declaration[]): string[] {
  return declarations.map(({ name }) => name);
}

