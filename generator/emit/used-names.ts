import { fact } from "../base/fact.js";
import type { Declaration } from "../model/protocol.js";
import type { FunctionStatement, TypeStatement } from "./print/statement.js";

/** The words of a piece of code that may be names of types or values. */
export type Words = ReadonlySet<string>;

/** Returns the names of `candidates` that occur in at least one of the texts. */
export function usedNames(texts: readonly Words[], candidates: readonly string[]): string[] {
  const all = new Set<string>();
  for (const words of texts) for (const word of words) all.add(word);
  return candidates.filter((name) => all.has(name));
}

// A string, a comment, a regular expression after "= ", or a word. A dot before a word, or a colon after it, belongs to the word.
const tokens =
  /"(?:[^"\\]|\\.)*"|\/\*.*?\*\/|(?<== )\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/|(?:(?<!\.)\.)?[\p{ID_Start}_$][\p{ID_Continue}$]*(?:\??:)?/gsu;

/**
 * Returns the words of a piece of code that may be names of types or values. Leaves out comments, string literals, regular
 * expressions and names of properties, because a property may have the name of a type without using the type.
 */
export function wordsIn(code: string): Words {
  return new Set(code.match(tokens)?.filter((token) => !/^["/.]|:$/.test(token)));
}

/** Returns the {@link wordsIn} the right-hand side of a type declaration. */
export const wordsOfType: (statement: TypeStatement) => Words = fact(({ type }: TypeStatement) => wordsIn(type));

/** Returns the {@link wordsIn} the body of a function. */
export const wordsOfBody: (statement: FunctionStatement) => Words = fact(({ body }: FunctionStatement) => wordsIn(body));

/** Returns the names of declared types. */
export function declaredNames(declarations: readonly Declaration[]): string[] {
  return declarations.map(({ name }) => name);
}

/** Returns a copy of a function statement in which unused parameters have an underscore before their names, as linters expect. */
export function withoutIdleParameters(statement: FunctionStatement): FunctionStatement {
  const words = wordsOfBody(statement);
  return { ...statement, parameters: statement.parameters.map((one) => (words.has(one.name) ? one : { ...one, name: `_${one.name}` })) };
}
