import { createRequire } from "node:module";
import type { SourceFile } from "ts-morph";

/** The module, typed. */
export type Morph = typeof import("ts-morph");

/** ts-morph, loaded when it is asked for the first time: it costs more than everything else here. */
export function loadMorph(): Morph {
  return createRequire(import.meta.url)("ts-morph") as Morph;
}

/** A file's syntax tree, or where its syntax is wrong. */
export type ParseResult = { readonly source: SourceFile } | { readonly line: number; readonly column: number; readonly problem: string };

/** Parses TypeScript (or TSX, JavaScript, by the name's ending). No types are looked up and no other file is read. */
export function parseSource(name: string, text: string): ParseResult {
  const { Project, ts } = loadMorph();
  const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true, compilerOptions: { allowJs: true } });
  const source = project.createSourceFile(name, text);
  const [error] = project.getProgram().getSyntacticDiagnostics(source);
  if (error === undefined) return { source };
  const { line, column } = source.getLineAndColumnAtPos(error.getStart());
  return { line, column, problem: ts.flattenDiagnosticMessageText(error.compilerObject.messageText, " ").replace(/\.$/, "") };
}
