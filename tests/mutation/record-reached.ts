import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect } from "vitest";

// A setup file of vitest: it records which tests reach which places of mutations. Test "" stands for code that runs outside a test.
const reachedBy = new Map<number, Set<string>>();
let test = "";
Reflect.set(globalThis, "reached", (mutation: number): void => {
  const tests = reachedBy.get(mutation) ?? new Set();
  reachedBy.set(mutation, tests.add(test));
});

beforeEach(({ task }) => {
  test = task.id;
});

afterEach(() => {
  test = "";
});

afterAll(() => {
  const folder = process.env["MUTATION_REACHED"];
  if (folder === undefined) throw new Error("record-reached: the variable MUTATION_REACHED is missing. Set it to a folder.");
  const reached = [...reachedBy].map(([mutation, tests]) => [mutation, [...tests]]);
  const file = expect.getState().testPath;
  writeFileSync(join(folder, `${process.pid}-${Date.now()}.json`), JSON.stringify({ file, reached }));
});
