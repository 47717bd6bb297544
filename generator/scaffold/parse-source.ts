import { createRequire } from "node:module";
import type { SourceFile } from "ts-morph";

/** The type of the module ts-morph. */
export type Morph = typeof import("ts-morph");

/** Loads ts-morph at the first call and returns it. Loading takes longer than all other work of `dagwire scaffold`. */
export function loadMorph(): Morph {
  return createRequire(import.meta.url)("ts-morph") as Morph;
}

/** A file's syntax tree, or its first syntax error. */
export type ParseResult = { readonly source: SourceFile } | { readonly line: number; readonly column: number; readonly problem: string };

/** Parses TypeScript, TSX or JavaScript, as the file name's ending says. Resolves no types and reads no other file. */
export function parseSource(name: string, text: string): ParseResult {
  const { Project, ts } = loadMorph();
  const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true, compilerOptions: { allowJs: true } });
  const source = project.createSourceFile(name, text);
  const [error] = project.getProgram().getSyntacticDiagnostics(source);
  if (error === undefined) return { source };
  const { line, column } = source.getLineAndColumnAtPos(error.getStart());
  return { line, column, problem: ts.flattenDiagnosticMessageText(error.compilerObject.messageText, " ").replace(/\.$/, "") };
}
