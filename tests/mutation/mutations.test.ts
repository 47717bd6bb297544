import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { ts } from "ts-morph";
import { expect, test } from "vitest";
import { temporaryFolder } from "../helpers/protocol-folder.js";
import { sampleOf, sourcesOf } from "./choose.js";
import { instrumented } from "./instrument.js";
import { mutationsOf } from "./mutations.js";
import type { Mutation } from "./mutations.js";
import { mutationTargets } from "./targets.js";

const source = `import { b } from "./b.js";
type A = "x" | 1;
export function f(a: A): boolean {
  if (a === 1) b(a);
  if (a === 2) return undefined;
  if (b()) throw new TypeError("no a here");
  return a < "y" && true;
}
export { b };
`;

function mutations(): readonly Mutation[] {
  return mutationsOf([join(temporaryFolder({ "a.ts": source }), "a.ts")]);
}

test("each mutation replaces one expression or statement, and none changes a type, a name of a module or the wording of an error", () => {
  const changed = mutations().map(({ line, start, end, text, kind }) => [line, kind, source.slice(start, end), text]);
  expect(changed).toEqual([
    [4, "operator", "===", "!=="],
    [4, "number", "1", "2"],
    [4, "removed statement", "b(a);", ";"],
    [5, "operator", "===", "!=="],
    [5, "number", "2", "3"],
    [6, "negated condition", "b()", "!(b())"],
    [7, "returned undefined", 'return a < "y" && true;', "return undefined as never;"],
    [7, "operator", "&&", "||"],
    [7, "operator", "<", "<="],
    [7, "string", '"y"', '"y~"'],
    [7, "boolean", "true", "false"],
  ]);
});

test("a source that reports the places of its mutations runs as before, and reports only the places that it reaches", () => {
  const places = mutations();
  const program = ts.transpile(instrumented(source, [...places.entries()]), { module: ts.ModuleKind.CommonJS });
  const reached = new Set<number>();
  const f = (a: unknown): unknown => {
    const module = { exports: {} as { f?: (a: unknown) => unknown } };
    runInNewContext(program, {
      module,
      exports: module.exports,
      require: () => ({ b: () => false }),
      reached: (n: number) => reached.add(n),
    });
    return module.exports.f?.(a);
  };
  expect([f(2), [...reached].map((number) => places[number]?.line)]).toEqual([undefined, [4, 4, 5, 5]]);
  expect([f("x"), f("z"), f(1)]).toEqual([true, false, false]);
  expect(reached.size).toBe(places.length);
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
