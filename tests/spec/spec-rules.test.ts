import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Returns the numbers of the rules in docs/SPEC.md. */
function specified(): readonly string[] {
  const text = readFileSync(join(root, "docs/SPEC.md"), "utf8");
  return Array.from(text.matchAll(/^- \*\*([A-Z]+\d+)\*\* /gm), ([, rule]) => rule ?? "");
}

/** Returns the rule numbers in the titles of tests. A title begins with one or more of them in brackets. */
function tested(): readonly string[] {
  const files = readdirSync(join(root, "tests"), { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !file.startsWith("golden") && !file.endsWith("spec-rules.test.ts"),
  );
  const titles = files.flatMap((file) =>
    Array.from(readFileSync(join(root, "tests", file), "utf8").matchAll(/["'`]((?:\[[A-Z]+\d+\] )+)/g)),
  );
  return titles.flatMap(([, rules = ""]) => Array.from(rules.matchAll(/\[([A-Z]+\d+)\]/g), ([, rule]) => rule ?? ""));
}

const known = new Set(specified());
const shown = new Set(tested());

test("each rule of docs/SPEC.md has a number of its own", () => {
  expect(specified().length).toBeGreaterThan(80);
  expect(specified().filter((rule, index, all) => all.indexOf(rule) !== index)).toEqual([]);
});

test("every rule has a test", () => {
  expect([...known].filter((rule) => !shown.has(rule))).toEqual([]);
});

test("no test names an unknown rule", () => {
  expect([...shown].filter((rule) => !known.has(rule))).toEqual([]);
});
