import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { GeneratedFile } from "../emit/print/statement.js";
import { contractPathOf01 } from "../base/contract-path.js";
import { codeDifference } from "./difference-kind.js";
import type { DifferenceKind } from "./difference-kind.js";
import { OutputTexts } from "./output-texts.js";

/** An import that only generated files of dagwire 0.1 have. A formatter may have changed its quotes. */
const importOf01 = new RegExp(`from ["']${contractPathOf01}["']`);

/** The differences between an output folder and the files that `generate` would write. */
export type Difference = {
  /** The generated files that are missing in the folder or have another text there. */
  readonly changed: readonly GeneratedFile[];
  /** The names of files in the folder that dagwire generated earlier and no longer generates. */
  readonly removed: readonly string[];
  /** The names of files in the folder that dagwire did not write and would have to overwrite. */
  readonly foreign: readonly string[];
  /** True if dagwire 0.1 generated one of the files that differ. */
  readonly isOld: boolean;
};

/**
 * Compares an output folder with the files that `generate` would write. A file counts as written by dagwire only if one
 * of the comments at its beginning is dagwire's header. Other tools add a byte order mark or a comment of their own.
 *
 * @param output caches the texts of files that were read or written before.
 */
export function compareOutput(
  folder: string,
  files: readonly GeneratedFile[],
  headerStart: string,
  output: OutputTexts = new OutputTexts(),
): Difference {
  const wanted = new Set(files.map(({ path }) => path));
  const entries = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }).filter(({ name }) => name.endsWith(".ts")) : [];
  const present = entries.map(({ name }) => name);
  // A folder with the name of a generated file counts as foreign, like a file without dagwire's header.
  const readable = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  const texts = new Map(readable.map((name) => [name, output.read(join(folder, name))]));
  const isOurs = (name: string): boolean => beginsWithHeader(texts.get(name) ?? "", headerStart);
  const changed = files.filter(({ path, text }) => texts.get(path) !== text);
  return {
    changed,
    isOld: changed.some(({ path }) => isOurs(path) && importOf01.test(texts.get(path) ?? "")),
    removed: present.filter((name) => !wanted.has(name) && isOurs(name)),
    foreign: present.filter((name) => wanted.has(name) && !isOurs(name)),
  };
}

/** Returns true if one of the comments at the beginning of a text begins with `headerStart`. */
function beginsWithHeader(text: string, headerStart: string): boolean {
  const whiteSpaceOrComment = /[\s\uFEFF]+|\/\/.*|\/\*[^]*?\*\//y;
  let at = 0;
  while (!text.startsWith(headerStart, at)) {
    whiteSpaceOrComment.lastIndex = at;
    const [found = ""] = whiteSpaceOrComment.exec(text) ?? [];
    if (found === "") return false;
    at += found.length;
  }
  return true;
}

/** The files of an output folder that have another text than `generate` would write, by what differs. */
export type ChangedFiles = Readonly<Record<DifferenceKind, readonly string[]>>;

/** Groups the changed files of an output folder by what differs. A file that is missing differs in its content. */
export function changedFiles(folder: string, { changed, foreign }: Difference, output: OutputTexts): ChangedFiles {
  const kinds = changed.map(({ path, text }) => {
    const isComparable = existsSync(join(folder, path)) && !foreign.includes(path);
    return { path, kind: isComparable ? codeDifference(output.read(join(folder, path)), text) : "content" };
  });
  const ofKind = (wanted: DifferenceKind): string[] => kinds.flatMap(({ path, kind }) => (kind === wanted ? [path] : []));
  return { "line-endings": ofKind("line-endings"), formatting: ofKind("formatting"), content: ofKind("content") };
}
