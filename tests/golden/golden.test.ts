import { join } from "node:path";
import { expect, test } from "vitest";
import { formatText } from "../../generator/diagnostics/format-text.js";
import { defaultRuntime } from "../../generator/config/load-config.js";
import { generateProtocol } from "../../generator/generate.js";
import { repository } from "../helpers/run-cli.js";

// The files are compiled by `tsc -b tests`; `npx vitest run tests/golden -u` writes them anew.
test.each([
  ["nested-tags", 7, undefined],
  ["envelope", 7, undefined],
  ["state", 10, "stream"],
] as const)("%s: every byte that is generated is as it was", async (name, count, react) => {
  const folder = join(repository, "tests", "golden", name);
  const plan = { manifestPath: join(folder, "protocol.json"), outPath: join(folder, "generated"), runtime: defaultRuntime, typebox: false, react };
  const { files, diagnostics } = generateProtocol(folder, plan);
  expect(formatText(diagnostics)).toBe("");
  for (const { path, text } of files ?? []) await expect(text).toMatchFileSnapshot(join(plan.outPath, path));
  expect(files).toHaveLength(count);
});
