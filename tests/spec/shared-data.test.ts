import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sharedFolder } from "../helpers/corpus.js";

// Suites skip if the data beside the repository is missing. In CI that must fail.
test.runIf(process.env["CI"] !== undefined)("CI has all the data that tests skip without", () => {
  const folders = ["corpus/cases", "corpus/histories", "json-schema-test-suite/tests"];
  expect(folders.filter((folder) => !existsSync(join(sharedFolder, folder)))).toEqual([]);
});
