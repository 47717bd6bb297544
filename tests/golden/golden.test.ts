import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { formatText } from "../../generator/diagnostics/format-text.js";
import { defaultRuntime } from "../../generator/config/load-config.js";
import { generateProtocol } from "../../generator/pipeline/generate.js";
import type { GenerateResult } from "../../generator/pipeline/generate.js";
import { repository } from "../helpers/run-cli.js";
import { strictErrors } from "../helpers/strict-tsc.js";

type Golden = {
  readonly name: string;
  /** How many files are generated. */
  readonly count: number;
  readonly react?: "stream" | "dag";
  /** The rules whose warnings the case is there for. */
  readonly warnings?: readonly string[];
};

const cases: readonly Golden[] = [
  { name: "nested-tags", count: 7 },
  { name: "envelope", count: 7 },
  { name: "state", count: 10, react: "stream" },
  { name: "optional-tags", count: 9, warnings: ["EVENT_TAG_OPTIONAL"] },
  { name: "optional-paths", count: 9, warnings: ["EVENT_TAG_OPTIONAL"] },
  { name: "taken-names", count: 11, react: "stream", warnings: ["TYPE_NAME_SHADOWS_GLOBAL"] },
  { name: "equal-types", count: 11, react: "stream" },
  { name: "conditional-fields", count: 9 },
];

function generate({ name, react }: Golden): GenerateResult & { readonly out: string } {
  const folder = join(repository, "tests", "golden", name);
  const out = join(folder, "generated");
  const plan = { manifestPath: join(folder, "protocol.json"), outPath: out, runtime: defaultRuntime, typebox: false, react };
  return { ...generateProtocol(folder, plan), out };
}

// `npx vitest run tests/golden -u` writes the files anew.
describe.each(cases.map((golden) => [golden.name, golden] as const))("%s", (_name, golden) => {
  const { count, warnings = [] } = golden;

  test("every byte that is generated is as it was", async () => {
    const { files, diagnostics, out } = generate(golden);
    expect(formatText(diagnostics.filter(({ rule, severity }) => severity === "error" || !warnings.includes(rule)))).toBe("");
    expect([...new Set(diagnostics.map(({ rule }) => rule))]).toEqual(warnings);
    for (const { path, text } of files ?? []) await expect(text).toMatchFileSnapshot(join(out, path));
    expect(files).toHaveLength(count);
  });

  test("the strictest TypeScript compiles what is generated", () => {
    const { files = [] } = generate(golden);
    expect(files).toHaveLength(count);
    expect(strictErrors(Object.fromEntries(files.map(({ path, text }) => [path, text])))).toBe("");
  });
});
