import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** One import of a file by another one of the same package, both relative to the repository. */
export type SourceImport = { readonly from: string; readonly to: string };

const skipped = new Set(["dist", "node_modules", "bin"]);

/** Lists the TypeScript files below a folder, relative to the repository. */
export function sourceFiles(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : sourceFiles(root, path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

/** Reads the relative imports of files, of types and of values, static and dynamic. */
export function sourceImports(root: string, files: readonly string[]): SourceImport[] {
  const known = new Set(files);
  return files.flatMap((from) => {
    const text = readFileSync(join(root, from), "utf8");
    const specifiers = [...text.matchAll(/(?:\bfrom|\bimport\(|^import) ?"(\.[^"]+)"/gm)].map(([, specifier = ""]) => specifier);
    return specifiers.flatMap((specifier) => {
      const stem = relative(root, resolve(root, dirname(from), specifier)).replace(/\.js$/, "");
      const to = [`${stem}.ts`, `${stem}.tsx`].find((path) => known.has(path));
      return to === undefined ? [] : [{ from, to }];
    });
  });
}
