import { groupBy } from "../model/group-by.js";
import type { GeneratedFile, ModuleStatement, SourceFile } from "./print/statement.js";

/**
 * `index.ts`: every public name of the other files, listed one by one. The guard of an event that
 * both sides send is in both validator files, with each side's strictness: it has to be imported
 * from the file that is meant.
 */
export function emitIndex(files: readonly GeneratedFile[]): SourceFile {
  const modules = files.flatMap(({ path, text }): ModuleStatement[] => {
    const from = `./${path.replace(/\.ts$/, ".js")}`;
    return [
      { kind: "reexport", names: exported(text, /^export type (\w+)/gm), from, isTypeOnly: true },
      { kind: "reexport", names: exported(text, /^export (?:const|function) (\w+)/gm), from, isTypeOnly: false },
    ];
  });
  const owners = groupBy(modules.flatMap(({ names }) => names), (name) => name);
  const isAlone = (name: string): boolean => owners.get(name)?.length === 1;
  return { path: "index.ts", modules: modules.map((module) => ({ ...module, names: module.names.filter(isAlone) })), statements: [] };
}

function exported(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? "");
}
