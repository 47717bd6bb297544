import type { Declaration } from "../model/protocol.js";
import type { FunctionStatement } from "./print/statement.js";

/** Names of the declared types that the printed declarations mention, their own left out. */
export function usedNames(texts: readonly string[], candidates: readonly string[]): string[] {
  const words = new Set<string>();
  for (const text of texts) for (const word of wordsOf(text)) words.add(word);
  return candidates.filter((name) => words.has(name));
}

// The texts of what did not change come again.
const known = new Map<string, ReadonlySet<string>>();
const maxKnown = 20_000;

function wordsOf(text: string): ReadonlySet<string> {
  if (known.size > maxKnown) known.clear();
  const words = known.get(text) ?? new Set(withoutMembers(withoutComments(text)).match(/[\p{ID_Start}_$][\p{ID_Continue}$]*/gu) ?? []);
  known.set(text, words);
  return words;
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*\*.*?\*\//gs, "").replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
}

/** A property may be called as a type is, and mentions none. */
function withoutMembers(text: string): string {
  return text.replaceAll(/(?<!\.)\.[\p{ID_Start}_$][\p{ID_Continue}$]*|[\p{ID_Start}_$][\p{ID_Continue}$]*\??:/gu, "");
}

/** Names of all types that a file exports. */
export function declaredNames(declarations: readonly Declaration[]): string[] {
  return declarations.map(({ name }) => name);
}

/** A function whose parameters that its body does not mention begin with an underscore. */
export function withoutIdleParameters(statement: FunctionStatement): FunctionStatement {
  const used = new Set(
    usedNames(
      [statement.body],
      statement.parameters.map(({ name }) => name),
    ),
  );
  return { ...statement, parameters: statement.parameters.map((one) => (used.has(one.name) ? one : { ...one, name: `_${one.name}` })) };
}
