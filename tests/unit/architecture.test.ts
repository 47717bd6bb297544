import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it, test } from "vitest";
import { moduleState, stateIn } from "../helpers/module-state.js";
import { sourceFiles, sourceImports } from "../helpers/source-imports.js";

const root = resolve(import.meta.dirname, "../..");
const packages = ["generator", "runtime"] as const;

/** One row of a table in docs/ARCHITECTURE.md. */
type Row = { readonly folder: string; readonly mayImport: readonly string[] };

/**
 * Reads the rows of a package's table. A folder stands in backquotes in the first column, the folders
 * that it may import stand in backquotes in the last one.
 */
function rowsOf(name: string): Row[] {
  const document = readFileSync(join(root, "docs/ARCHITECTURE.md"), "utf8");
  const section = document.split(/^## /m).find((part) => part.startsWith(name)) ?? "";
  return section.split("\n").flatMap((line) => {
    const cells = line.split("|").map((cell) => cell.trim());
    const folders = [...(cells[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, folder = ""]) => folder.replace(/\/$/, ""));
    if (cells.length < 5 || folders.length === 0) return [];
    const mayImport = [...(cells.at(-2) ?? "").matchAll(/`([^`]+)`/g)].map(([, folder = ""]) => folder.replace(/\/$/, ""));
    return folders.map((folder) => ({ folder, mayImport }));
  });
}

/** The table's folder that holds a file: the longest one that its path begins with. */
function folderOf(rows: readonly Row[], name: string, file: string): string | undefined {
  const path = file.slice(name.length + 1);
  const holding = rows.map(({ folder }) => folder).filter((folder) => path === folder || path.startsWith(`${folder}/`));
  return holding.toSorted((a, b) => b.length - a.length)[0];
}

describe.each(packages)("the table of %s in docs/ARCHITECTURE.md", (name) => {
  const rows = rowsOf(name);
  const files = sourceFiles(root, name);
  const arrows = sourceImports(root, files).flatMap(({ from, to }) => {
    const [a, b] = [folderOf(rows, name, from), folderOf(rows, name, to)];
    return a === undefined || b === undefined || a === b ? [] : [{ from, to, arrow: `${a} → ${b}` }];
  });
  const listed = new Set(rows.flatMap(({ folder, mayImport }) => mayImport.map((other) => `${folder} → ${other}`)));

  it("names the folder of every file", () => {
    expect(rows.length).toBeGreaterThan(5);
    expect(files.filter((file) => folderOf(rows, name, file) === undefined)).toEqual([]);
  });

  it("names no folder that holds nothing", () => {
    const held = new Set(files.map((file) => folderOf(rows, name, file)));
    expect(rows.map(({ folder }) => folder).filter((folder) => !held.has(folder))).toEqual([]);
  });

  it("lists every import between folders", () => {
    expect(arrows.filter(({ arrow }) => !listed.has(arrow)).map(({ from, to, arrow }) => `${arrow}: ${from} imports ${to}`)).toEqual([]);
  });

  it("lists no import that no file needs", () => {
    const used = new Set(arrows.map(({ arrow }) => arrow));
    expect([...listed].filter((arrow) => !used.has(arrow))).toEqual([]);
  });

  it("lets a folder import only folders above it", () => {
    const place = new Map(rows.map(({ folder }, index) => [folder, index]));
    const upward = rows.flatMap(({ folder, mayImport }, index) =>
      mayImport.filter((other) => (place.get(other) ?? Infinity) >= index).map((other) => `${folder} → ${other}`),
    );
    expect(upward).toEqual([]);
  });
});

/** False for a comment and for the title of a test. */
function isCode(line: string): boolean {
  return !/^\s*(?:\/\/|\*|\/\*|test\(|it\()/.test(line);
}

test("no file casts to never, which hides any mistake from the compiler", () => {
  const folders = ["generator", "runtime", "generated", "examples", "bench", "tests"];
  const files = folders.flatMap((folder) => sourceFiles(root, folder));
  const casts = /\bas ne[v]er\b/;
  const found = files.flatMap((file) =>
    readFileSync(join(root, file), "utf8")
      .split("\n")
      .flatMap((line, index) => (isCode(line) && casts.test(line.replaceAll(/"[^"]*"/g, '""')) ? [`${file}:${index + 1}`] : [])),
  );
  expect(files.length).toBeGreaterThan(1000);
  expect(found).toEqual([]);
});

describe("state at the top level of a file", () => {
  it.each(packages)("is nowhere in %s, except in base/fact.ts of the generator", { timeout: 120_000 }, (name) => {
    const files = sourceFiles(root, name).filter((file) => file !== "generator/base/fact.ts");
    expect(files.flatMap((file) => moduleState(root, file))).toEqual([]);
  });

  it.each([
    "let count = 0;",
    "const known = new Map<string, number>();",
    "export const known = { names: new WeakMap<object, string>() };",
    "const memo = new Memo();",
    "class Known { static readonly all = new Set<string>(); }",
    "class Known { static last = 0; }",
    "const list: string[] = [];\nexport function add(text: string): void { list.push(text); }",
    "const table: Record<string, number> = {};\nexport function count(key: string): void { table[key] = 1; }",
    "const table = { inner: { count: 0 } };\nexport function count(): void { table.inner.count++; }",
  ])("is found in %s", (text) => {
    expect(stateIn(text, "file.ts")).toHaveLength(1);
  });

  it.each([
    'const names: ReadonlySet<string> = new Set(["a"]);',
    "const pattern = new RegExp(source);",
    'const list = [...new Set(["a"])];',
    "export function count(): number { let sum = 0; const seen = new Map(); seen.set(1, 2); return sum; }",
    "const list = [1];\nexport function sorted(list: number[]): void { list.sort(); }",
  ])("is not %s", (text) => {
    expect(stateIn(text, "file.ts")).toEqual([]);
  });
});
