import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../helpers/protocol-folder.js";
import { sampleOf, sourcesOf } from "./choose.js";
import { mutationsOf } from "./mutations.js";
import { mutationTargets } from "./targets.js";

const source = `import { b } from "./b.js";
type A = "x" | 1;
export function f(a: A): boolean {
  if (a === 1) b(a);
  return a < "y" && true;
}
`;

test("each mutation replaces one expression or statement, and none changes a type or an import", () => {
  const path = join(temporaryFolder({ "a.ts": source }), "a.ts");
  const changed = mutationsOf([path]).map(({ line, start, end, text, kind }) => [line, kind, source.slice(start, end), text]);
  expect(changed).toEqual([
    [4, "negated condition", "a === 1", "!(a === 1)"],
    [4, "operator", "===", "!=="],
    [4, "number", "1", "2"],
    [4, "removed statement", "b(a);", ";"],
    [5, "returned undefined", 'return a < "y" && true;', "return undefined as never;"],
    [5, "operator", "&&", "||"],
    [5, "operator", "<", "<="],
    [5, "string", '"y"', '"y~"'],
    [5, "boolean", "true", "false"],
  ]);
});

test("a seed chooses the same sample each time, without repetitions, and another seed chooses another one", () => {
  const items = Array.from({ length: 100 }, (_, index) => index);
  expect(sampleOf(items, 10, 1)).toEqual(sampleOf(items, 10, 1));
  expect(sampleOf(items, 10, 1)).not.toEqual(sampleOf(items, 10, 2));
  expect(new Set(sampleOf(items, 1_000, 3)).size).toBe(100);
});

test("each target has sources, and no generated file is among them", () => {
  for (const target of Object.values(mutationTargets)) {
    const sources = sourcesOf(target);
    expect(sources.length).toBeGreaterThan(3);
    for (const path of sources) expect(readFileSync(path, "utf8")).not.toMatch(/^\/\/ @generated/);
  }
});
