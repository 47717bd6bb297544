import { fact } from "../base/fact.js";
import type { Declaration } from "../model/protocol.js";
import type { FunctionStatement, TypeStatement } from "./print/statement.js";

/** The words of a text that may be names. */
export type Words = ReadonlySet<string>;

/** Returns those of the candidates that a text mentions. */
export function usedNames(texts: readonly Words[], candidates: readonly string[]): string[] {
  const all = new Set<string>();
  for (const words of texts) for (const word of words) all.add(word);
  return candidates.filter((name) => all.has(name));
}

/** Returns the words of code that may be names. Comments, texts and names of properties are left out. */
export function wordsIn(code: string): Words {
  return new Set(withoutMembers(withoutComments(code)).match(/[\p{ID_Start}_$][\p{ID_Continue}$]*/gu) ?? []);
}

/** Does the same as {@link wordsIn} for the right-hand side of a type. */
export const wordsOfType: (statement: TypeStatement) => Words = fact(({ type }: TypeStatement) => wordsIn(type));

/** Does the same as {@link wordsIn} for the body of a function. */
export const wordsOfBody: (statement: FunctionStatement) => Words = fact(({ body }: FunctionStatement) => wordsIn(body));

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*\*.*?\*\//gs, "").replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
}

/** Removes the names of properties. A property may have the name of a type without using the type. */
function withoutMembers(text: string): string {
  return text.replaceAll(/(?<!\.)\.[\p{ID_Start}_$][\p{ID_Continue}$]*|[\p{ID_Start}_$][\p{ID_Continue}$]*\??:/gu, "");
}

/** Returns the names of all types that a file exports. */
export function declaredNames(declarations: readonly Declaration[]): string[] {
  return declarations.map(({ name }) => name);
}

/** Returns a function with an underscore before the parameters that its body does not use. */
export function withoutIdleParameters(statement: FunctionStatement): FunctionStatement {
  const words = wordsOfBody(statement);
  return { ...statement, parameters: statement.parameters.map((one) => (words.has(one.name) ? one : { ...one, name: `_${one.name}` })) };
}
