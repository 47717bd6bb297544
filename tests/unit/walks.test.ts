import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { sourceFiles, sourceImports } from "../helpers/source-imports.js";

const root = resolve(import.meta.dirname, "../..");
const longestWalk = 20;

/** One file of a walk, and how the reader comes to it: by default the file before it imports it. */
type Hop = { readonly file: string; readonly port: string | undefined; readonly caller: string | undefined };

type Walk = { readonly title: string; readonly hops: readonly Hop[] };

/** Reads the numbered lists of the chapter "Walks" in docs/ARCHITECTURE.md. */
function readWalks(): readonly Walk[] {
  const document = readFileSync(join(root, "docs/ARCHITECTURE.md"), "utf8");
  const chapter = document.split(/^## /m).find((part) => part.startsWith("Walks")) ?? "";
  const sections = chapter.split(/^### /m).slice(1);
  return sections.map((section) => {
    const [title = ""] = section.split("\n");
    const items = [...section.matchAll(/^\d+\. (.*)$/gm)].map(([, item = ""]) => item);
    const hops = items.map((item) => ({
      file: /^`([^`]+)`/.exec(item)?.[1] ?? item,
      port: /\(through `([^`]+)`\)/.exec(item)?.[1],
      caller: /\(called by `([^`]+)`\)/.exec(item)?.[1],
    }));
    return { title, hops };
  });
}

const walks = readWalks();
const files = ["generator", "runtime"].flatMap((folder) => sourceFiles(root, folder));
const imports = new Set(sourceImports(root, files).map(({ from, to }) => `${from} → ${to}`));

/** Says what is wrong with a hop, or nothing. */
function faultOf({ file, port, caller }: Hop, earlier: readonly Hop[]): string | undefined {
  const before = earlier.at(-1)?.file;
  if (!existsSync(join(root, file))) return `${file} does not exist.`;
  if (before === undefined) return undefined;
  if (port !== undefined) {
    const missing = [before, file].find((path) => !new RegExp(`\\b${port}\\b`).test(readFileSync(join(root, path), "utf8")));
    return missing === undefined ? undefined : `${missing} does not name the port ${port}.`;
  }
  if (caller !== undefined && !earlier.some((hop) => hop.file === caller))
    return `${caller}, which calls ${file}, is not on the walk before it.`;
  const importer = caller ?? before;
  return imports.has(`${importer} → ${file}`) ? undefined : `${importer} does not import ${file}.`;
}

it("docs/ARCHITECTURE.md walks through the code for a schema, an event and a command", () => {
  expect(walks.map(({ title }) => title)).toEqual([
    "A schema becomes generated files",
    "An event reaches every client",
    "A command takes effect once",
  ]);
});

describe.each(walks)("the walk '$title'", ({ hops }) => {
  it(`has at most ${longestWalk} files, none of them twice`, () => {
    expect(hops.length).toBeGreaterThan(4);
    expect(hops.length).toBeLessThanOrEqual(longestWalk);
    expect(new Set(hops.map(({ file }) => file)).size).toBe(hops.length);
  });

  it("reads forwards: each file is imported by one before it, or is reached through a port", () => {
    expect(hops.map((hop, index) => faultOf(hop, hops.slice(0, index))).filter((fault) => fault !== undefined)).toEqual([]);
  });
});
