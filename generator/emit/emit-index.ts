import { groupBy } from "../base/group-by.js";
import type { ImportPaths } from "./import-paths.js";
import type { ModuleStatement, SourceFile } from "./print/statement.js";

/** The names that one generated file exports. */
export type FileExports = { readonly path: string; readonly types: readonly string[]; readonly values: readonly string[] };

/**
 * Returns `index.ts`, which exports the names that the other files export. If both the server and the client send an event,
 * both validator files export a guard of the same name. The two guards may differ, because each direction has its own reader.
 * `index.ts` leaves such a guard out, and programs import it from one of the two files.
 */
export function emitIndex(files: readonly FileExports[], paths: ImportPaths): SourceFile {
  const modules = files.flatMap(({ path, types, values }): ModuleStatement[] => {
    const from = paths.of(path.replace(/\.ts$/, ""));
    return [
      { kind: "reexport", names: types, from, isTypeOnly: true },
      { kind: "reexport", names: values, from, isTypeOnly: false },
    ];
  });
  const owners = groupBy(
    modules.flatMap(({ names }) => names),
    (name) => name,
  );
  const isAlone = (name: string): boolean => owners.get(name)?.length === 1;
  return { path: "index.ts", modules: modules.map((module) => ({ ...module, names: module.names.filter(isAlone) })), statements: [] };
}

/** Returns the names that a generated file exports, found in its text. */
export function exportsOf(path: string, text: string): FileExports {
  const found = exportLines(text).flatMap((line) => {
    const [, kind, name] = /^export (type|const|function) ([\p{ID_Continue}$]+)/u.exec(line) ?? [];
    return name === undefined ? [] : [{ isType: kind === "type", name }];
  });
  return {
    path,
    types: found.flatMap(({ isType, name }) => (isType ? [name] : [])),
    values: found.flatMap(({ isType, name }) => (isType ? [] : [name])),
  };
}

/** Returns the lines that begin with "export". In a text of several megabytes, `indexOf` finds them faster than a regular expression. */
function exportLines(text: string): string[] {
  const lines: string[] = [];
  for (let start = text.indexOf("\nexport "); start !== -1; start = text.indexOf("\nexport ", start + 1)) {
    const end = text.indexOf("\n", start + 1);
    lines.push(text.slice(start + 1, end === -1 ? undefined : end));
  }
  return lines;
}
